// Node strips the types, from 22 on.
interface Point { x: number }
const twice = (point: Point): number => point.x * 2;
setTimeout((): void => console.log('timeout', twice({ x: 1 } satisfies Point)), 1);
setImmediate(() => console.log('immediate' as string));
