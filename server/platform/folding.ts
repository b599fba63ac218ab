// Text as it is searched, the same as the database's folded(): small letters without accents.

export const fold = (text: string): string =>
  text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[ßøłđæœı]/g, (c) => ({ ß: 's', ø: 'o', ł: 'l', đ: 'd', æ: 'a', œ: 'o', ı: 'i' })[c]!)

/** For LIKE: % and _ as themselves. */
export const likeText = (value: string): string => value.replace(/[\\%_]/g, (c) => `\\${c}`)
