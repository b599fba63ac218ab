import { useMediaQuery } from '@mantine/hooks'

/** Phone width: the rail becomes a bar at the bottom, panels take the whole screen. */
export const useNarrow = () => useMediaQuery('(max-width: 47.99em)', matchMedia('(max-width: 47.99em)').matches, { getInitialValueInEffect: false }) ?? false
