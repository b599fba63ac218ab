// Runs before the first paint, so that a dark page never flashes white. A file of its own: the content policy forbids inline script.
;(function () {
  var kept = null
  try { kept = localStorage.getItem('mantine-color-scheme-value') } catch { /* storage is switched off: follow the system */ }
  var dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
