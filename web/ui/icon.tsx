import type { ComponentType } from 'react'

export type IconType = ComponentType<{ size?: number | string; stroke?: number | string; className?: string; 'aria-hidden'?: boolean }>

/** An icon that only accompanies words. Where it stands alone, its button carries the label. */
export function Icon({ of: Shape, size = 16, className }: { of: IconType; size?: number; className?: string }) {
  return <Shape size={size} stroke={1.75} aria-hidden {...(className && { className })} />
}
