// Mail programs break plain text at some seventy characters, in the middle of a sentence: "Please do not contact me ⏎ before Monday."
// A line of at least 45 goes on in the next one, for the word that did not fit on it is hardly longer than the rest.
export const unwrapped = (text: string): string => text.replace(/([^\n]{45,}?)[ \t]*\n(?=[^\s>*•–-])/g, '$1 ')
