/**
 * What runs in the reader's browser: tips under the pointer, and the surface drawn on a canvas, back to front. It reads the
 * report that is in the page and loads nothing. Plain text, because it is not part of this program.
 */
export const SURFACE_SCRIPT = `'use strict';
const report = JSON.parse(document.getElementById('report').textContent);
const tip = document.getElementById('tip');
const showTip = (text, event) => {
  tip.textContent = text;
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 6)) + 'px';
  tip.style.top = Math.max(4, event.clientY - box.height - 12) + 'px';
};
document.addEventListener('pointermove', (event) => {
  const owner = event.target.closest('[data-tip]');
  if (owner) showTip(owner.dataset.tip, event);
  else if (event.target.id !== 'surface') tip.hidden = true;
});

const canvas = document.getElementById('surface');
const pen = canvas.getContext('2d');
const ramp = canvas.dataset.ramp.split(' ').map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
const { deviations, years, volatilities } = report.grid;
const flat = volatilities.flat();
const [low, high] = [Math.min(...flat), Math.max(...flat)];
const START = { yaw: -0.7, pitch: 0.42 };
const view = { ...START };
let places = [];

const percent = (value, digits) => (100 * value).toFixed(digits) + '%';
const roots = years.map(Math.sqrt);
const acrossOf = (deviation) => (2 * (deviation - deviations[0])) / (deviations.at(-1) - deviations[0]) - 1;
const alongOf = (time) => (2 * (Math.sqrt(time) - roots[0])) / (roots.at(-1) - roots[0] || 1) - 1;
const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((size) => (high - low) / size <= 6) || 1;
const lowest = Math.floor(low / step) * step;
const highest = Math.ceil(high / step) * step;
const upOf = (volatility) => (volatility - lowest) / (highest - lowest) - 0.5;

function colourOf(share, shade) {
  const place = Math.min(Math.max(share, 0), 1) * (ramp.length - 1);
  const below = Math.min(Math.floor(place), ramp.length - 2);
  const mixed = ramp[below].map((channel, i) => Math.round((channel + (place - below) * (ramp[below + 1][i] - channel)) * shade));
  return 'rgb(' + mixed.join(',') + ')';
}

/** Places a point of the box on the canvas; the box fills the height from every side. */
function projector(width, height) {
  const [cosYaw, sinYaw] = [Math.cos(view.yaw), Math.sin(view.yaw)];
  const [cosPitch, sinPitch] = [Math.cos(view.pitch), Math.sin(view.pitch)];
  const flatten = (x, y, z) => {
    const across = x * cosYaw - y * sinYaw;
    const away = x * sinYaw + y * cosYaw;
    const lift = 1.25 * z;
    const depth = away * cosPitch - lift * sinPitch;
    const near = 1 + 0.09 * depth;
    return [across / near, -(lift * cosPitch + away * sinPitch) / near, depth];
  };
  const heights = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-0.5, 0.5].map((z) => flatten(x, y, z)[1])));
  const [upper, lower] = [Math.min(...heights), Math.max(...heights)];
  const size = Math.min((width - 104) / 2.85, (height - 52) / (lower - upper));
  const middle = height / 2 - 8 - (size * (upper + lower)) / 2;
  return (x, y, z) => {
    const [across, down, depth] = flatten(x, y, z);
    return [width / 2 + across * size, middle + down * size, depth];
  };
}

function polygon(points) {
  pen.beginPath();
  for (const [index, [x, y]] of points.entries()) index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y);
}

function draw() {
  const { width, height } = canvas.getBoundingClientRect();
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  const style = getComputedStyle(document.documentElement);
  const inks = { line: style.getPropertyValue('--line'), soft: style.getPropertyValue('--soft'), ink: style.getPropertyValue('--ink') };
  const project = projector(width, height);
  drawBox(project, inks);
  drawSurface(project);
  drawLabels(project, inks);
}

function drawBox(project, inks) {
  pen.strokeStyle = inks.line;
  pen.lineWidth = 1;
  const backX = Math.sin(view.yaw) > 0 ? 1 : -1;
  const backY = Math.cos(view.yaw) > 0 ? 1 : -1;
  const strokeLine = (a, b) => { polygon([project(...a), project(...b)]); pen.stroke(); };
  for (let level = lowest; level < highest + step / 2; level += step) {
    const z = upOf(level);
    strokeLine([-1, backY, z], [1, backY, z]);
    strokeLine([backX, -1, z], [backX, 1, z]);
  }
  for (const deviation of [-2, -1, 0, 1, 2]) {
    const x = acrossOf(deviation);
    strokeLine([x, -1, -0.5], [x, 1, -0.5]);
    strokeLine([x, backY, -0.5], [x, backY, 0.5]);
  }
  for (const slice of report.slices) {
    const y = alongOf(slice.yearsToExpiry);
    strokeLine([-1, y, -0.5], [1, y, -0.5]);
  }
}

function drawSurface(project) {
  places = volatilities.map((row, j) => row.map((volatility, i) => project(acrossOf(deviations[i]), alongOf(years[j]), upOf(volatility))));
  const tiles = [];
  for (let j = 0; j + 1 < places.length; j += 1) {
    for (let i = 0; i + 1 < places[j].length; i += 1) {
      const corners = [places[j][i], places[j][i + 1], places[j + 1][i + 1], places[j + 1][i]];
      const volatility = (volatilities[j][i] + volatilities[j][i + 1] + volatilities[j + 1][i + 1] + volatilities[j + 1][i]) / 4;
      tiles.push({ corners, volatility, depth: corners.reduce((sum, corner) => sum + corner[2], 0) });
    }
  }
  tiles.sort((a, b) => b.depth - a.depth);
  pen.lineWidth = 0.7;
  for (const { corners, volatility } of tiles) {
    polygon(corners);
    pen.closePath();
    const share = (volatility - low) / (high - low || 1);
    pen.fillStyle = colourOf(share, 1);
    pen.strokeStyle = colourOf(share, 0.72);
    pen.fill();
    pen.stroke();
  }
}

function drawLabels(project, inks) {
  pen.font = '12px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  const frontX = Math.sin(view.yaw) > 0 ? -1 : 1;
  const frontY = Math.cos(view.yaw) > 0 ? -1 : 1;
  const centre = project(0, 0, -0.5);
  const write = (text, [x, y], colour) => {
    pen.fillStyle = colour;
    pen.textAlign = Math.abs(x - centre[0]) < 30 ? 'center' : x < centre[0] ? 'right' : 'left';
    pen.fillText(text, x, y);
  };
  for (const deviation of [-2, -1, 0, 1, 2]) {
    write(String(deviation), project(acrossOf(deviation), frontY * 1.1, -0.5), inks.soft);
  }
  write('deviations', project(0, frontY * 1.32, -0.5), inks.ink);
  let last = null;
  for (const slice of report.slices) {
    const place = project(frontX * 1.14, alongOf(slice.yearsToExpiry), -0.5);
    if (last !== null && Math.hypot(place[0] - last[0], (place[1] - last[1]) * 2.2) < 38) continue;
    write(slice.name, place, inks.soft);
    last = place;
  }
  const corners = [[-1, -1], [-1, 1], [1, -1], [1, 1]].map(([x, y]) => [x, y, project(x, y, 0)[0]]);
  const [x, y] = corners.reduce((a, b) => (b[2] < a[2] ? b : a));
  for (let level = lowest; level < highest + step / 2; level += step) {
    const place = project(x, y, upOf(level));
    write(percent(level, 0), [place[0] - 8, place[1]], inks.soft);
  }
}

function turn(yaw, pitch) {
  view.yaw += yaw;
  view.pitch = Math.min(1.35, Math.max(0.05, view.pitch + pitch));
  draw();
}

canvas.addEventListener('pointerdown', (event) => canvas.setPointerCapture(event.pointerId));
canvas.addEventListener('pointermove', (event) => {
  if (canvas.hasPointerCapture(event.pointerId)) {
    tip.hidden = true;
    turn(-event.movementX * 0.009, event.movementY * 0.006);
    return;
  }
  const box = canvas.getBoundingClientRect();
  let best = { distance: 18 };
  for (const [j, row] of places.entries()) {
    for (const [i, [x, y, depth]] of row.entries()) {
      const distance = Math.hypot(x - event.clientX + box.left, y - event.clientY + box.top) + depth;
      if (distance < best.distance) best = { distance, i, j };
    }
  }
  tip.hidden = true;
  if (best.i === undefined) return;
  const { i, j } = best;
  showTip((years[j] * 365).toFixed(1) + ' days, ' + deviations[i].toFixed(2) + ' deviations\\nvolatility ' + percent(volatilities[j][i], 2), event);
});
canvas.addEventListener('pointerleave', () => { tip.hidden = true; });
canvas.addEventListener('keydown', (event) => {
  const moves = { ArrowLeft: [0.12, 0], ArrowRight: [-0.12, 0], ArrowUp: [0, 0.08], ArrowDown: [0, -0.08] };
  const move = moves[event.key];
  if (move === undefined) return;
  event.preventDefault();
  turn(...move);
});
document.getElementById('reset').addEventListener('click', () => { Object.assign(view, START); draw(); });
matchMedia('(prefers-color-scheme: light)').addEventListener('change', draw);
new ResizeObserver(draw).observe(canvas);
draw();
`;
