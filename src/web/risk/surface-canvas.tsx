import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { facesOf, type Turn } from './mesh-model.ts';
import type { SurfaceTable } from './surface-model.ts';

const INK = { dark: '#c3cbd8', light: '#3b4552' } as const;
/** Dark to bright in one hue, which every eye reads as less to more. */
const LOW = [11, 47, 74] as const;
const HIGH = [243, 233, 176] as const;
const START: Turn = { around: -0.6, above: 0.5 };
const STEP = 0.1;
const TURNS: Readonly<Record<string, Turn>> = {
  ArrowLeft: { around: -STEP, above: 0 },
  ArrowRight: { around: STEP, above: 0 },
  ArrowUp: { around: 0, above: STEP },
  ArrowDown: { around: 0, above: -STEP },
};

function turned(before: Turn, by: Turn): Turn {
  return { around: before.around + by.around, above: Math.min(1.5, Math.max(0.05, before.above + by.above)) };
}

/** The surface as a mesh in space: dragged by the mouse, or turned by the arrow keys; the table below has its numbers. */
export function SurfaceCanvas({ table, label }: { readonly table: SurfaceTable; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme('dark');
  const [turn, setTurn] = useState(START);
  useEffect(() => {
    const { current } = canvas;
    if (current === null) return;
    const redraw = () => draw(current, { table, turn, ink: INK[scheme] });
    const resize = new ResizeObserver(redraw);
    resize.observe(current);
    redraw();
    return () => resize.disconnect();
  }, [table, turn, scheme]);
  return (
    <canvas
      ref={canvas}
      className="chart-surface"
      role="img"
      aria-label={`${label}. Turn it with the arrow keys; Home sets it back.`}
      tabIndex={0}
      onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
      onPointerMove={({ buttons, movementX, movementY }) => {
        if (buttons === 1) setTurn((before) => turned(before, { around: movementX / 150, above: movementY / 150 }));
      }}
      onKeyDown={(event) => {
        const by = TURNS[event.key];
        if (by === undefined && event.key !== 'Home') return;
        event.preventDefault();
        setTurn((before) => (by === undefined ? START : turned(before, by)));
      }}
    />
  );
}

interface Drawn {
  readonly table: SurfaceTable;
  readonly turn: Turn;
  readonly ink: string;
}

function draw(canvas: HTMLCanvasElement, { table, turn, ink }: Drawn): void {
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  pen.setTransform(ratio, 0, 0, ratio, width * ratio * 0.5, height * ratio * 0.47);
  const size = Math.min(width * 0.28, height * 0.42);
  const { faces, labels } = facesOf(table, turn);
  pen.lineWidth = 1;
  for (const { corners, height: at } of faces) {
    pen.beginPath();
    for (const [x, y] of corners) pen.lineTo(x * size, y * size);
    pen.closePath();
    pen.fillStyle = shade(at);
    pen.fill();
    pen.strokeStyle = 'rgba(0, 0, 0, 0.35)';
    pen.stroke();
  }
  pen.fillStyle = ink;
  pen.font = '11px system-ui, sans-serif';
  pen.textAlign = 'center';
  for (const { text, x, y } of labels) pen.fillText(text, x * size, y * size);
}

function shade(at: number): string {
  const [red, green, blue] = LOW.map((low, index) => Math.round(low + at * ((HIGH[index] ?? low) - low)));
  return `rgb(${red} ${green} ${blue})`;
}
