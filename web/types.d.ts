declare module '*.css'
declare module 'virtual:colours.css'
declare module '@fontsource-variable/inter/wght.css'
