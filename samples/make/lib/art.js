// SPDX-License-Identifier: Apache-2.0
// The drawings. Every function returns an SVG fragment; `at` moves and scales one.
'use strict';

const C = {
  paper: '#FFF9EF', ink: '#3A3238', soft: '#8A7F78', line: '#E9DFCF',
  red: '#E2574C', orange: '#F2994A', yellow: '#F9C846', green: '#5FB07A', leaf: '#8CCB8F',
  grass: '#B9DFA0', blue: '#4C9BE0', sky: '#DDF1FB', water: '#A9DAF3', purple: '#8E7CC3',
  brown: '#A9744F', skin: '#FBD9BC', white: '#FFFFFF',
};

const at = (x, y, s, body) => `<g transform="translate(${x} ${y}) scale(${s})">${body}</g>`;
const svg = (w, h, body, attrs = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" ${attrs}>${body}</svg>`;

const sun = (r = 40) => {
  let rays = '';
  for (let i = 0; i < 12; i++) {
    rays += `<rect x="-4" y="${-r - 24}" width="8" height="16" rx="4" fill="${C.yellow}" transform="rotate(${i * 30})"/>`;
  }
  return rays + `<circle r="${r}" fill="${C.yellow}"/><circle cx="${-r * 0.33}" cy="${-r * 0.1}" r="3.5" fill="${C.ink}"/>` +
    `<circle cx="${r * 0.33}" cy="${-r * 0.1}" r="3.5" fill="${C.ink}"/>` +
    `<path d="M${-r * 0.3} ${r * 0.25}q${r * 0.3} ${r * 0.35} ${r * 0.6} 0" stroke="${C.ink}" stroke-width="3" fill="none" stroke-linecap="round"/>`;
};

const cloud = () =>
  `<path d="M-60 20a26 26 0 0 1 8-50 36 36 0 0 1 66-8 28 28 0 0 1 44 26 18 18 0 0 1-6 34z" fill="#fff"/>`;

const tree = () =>
  `<path d="M-10 0l4-80h12l4 80z" fill="${C.brown}"/><circle cx="0" cy="-120" r="52" fill="${C.green}"/>` +
  `<circle cx="-38" cy="-92" r="34" fill="${C.green}"/><circle cx="38" cy="-92" r="34" fill="${C.green}"/>` +
  `<circle cx="-14" cy="-134" r="20" fill="${C.leaf}"/><circle cx="22" cy="-108" r="12" fill="${C.leaf}"/>`;

const flower = (color = C.red) => {
  let petals = '';
  for (let i = 0; i < 5; i++) petals += `<circle cx="0" cy="-9" r="7" fill="${color}" transform="rotate(${i * 72})"/>`;
  return `<path d="M0 6q-2 14 0 26" stroke="${C.green}" stroke-width="4" fill="none"/><path d="M0 22q12-10 16-2-6 8-16 2z" fill="${C.green}"/>` +
    petals + `<circle r="6" fill="${C.yellow}"/>`;
};

const tuft = (color = C.green) =>
  `<path d="M0 0q-6-14-14-18 10 4 16 14 0-14-2-24 6 10 6 24 6-10 14-14-6 8-8 18z" fill="${color}"/>`;

// A calico kitten sitting, seen from the front; its right paw is at (46, -52).
const cat = () =>
  `<path d="M-44-20q-50 6-46-40 2-14 14-10 8 4 4 14-6 20 30 14z" fill="${C.orange}"/>` +
  `<path d="M-50 0q-8-96 50-96t50 96q-50 10-100 0z" fill="#FFF4E2"/>` +
  `<path d="M20-92q34 10 30 60-20-10-30-60z" fill="${C.orange}"/>` +
  `<ellipse cx="-22" cy="0" rx="20" ry="12" fill="#fff"/><ellipse cx="22" cy="0" rx="20" ry="12" fill="#fff"/>` +
  `<path d="M-58-168l6-50 36 26zM58-168l-6-50-36 26z" fill="#FFF4E2"/><path d="M58-168l-6-50-36 26z" fill="${C.orange}"/>` +
  `<path d="M-50-182l2-22 18 14z" fill="#F6B7A8"/><path d="M50-182l-2-22-18 14z" fill="#F6B7A8"/>` +
  `<ellipse cx="0" cy="-144" rx="66" ry="54" fill="#FFF4E2"/>` +
  `<path d="M8-197q58 2 58 52-10 14-30 8-34-10-28-60z" fill="${C.orange}"/>` +
  `<path d="M-62-160q6-30 34-36 6 22-34 36z" fill="#5B4A42"/>` +
  `<circle cx="-24" cy="-146" r="9" fill="${C.ink}"/><circle cx="26" cy="-146" r="9" fill="${C.ink}"/>` +
  `<circle cx="-21" cy="-149" r="3" fill="#fff"/><circle cx="29" cy="-149" r="3" fill="#fff"/>` +
  `<circle cx="-40" cy="-126" r="9" fill="#F9C3B4"/><circle cx="42" cy="-126" r="9" fill="#F9C3B4"/>` +
  `<path d="M-6-130h12l-6 8z" fill="${C.red}"/>` +
  `<path d="M0-122q-2 12-14 10M0-122q2 12 14 10" stroke="${C.ink}" stroke-width="3" fill="none" stroke-linecap="round"/>` +
  `<path d="M-52-134l-28-6M-52-124l-28 4M54-134l28-6M54-124l28 4" stroke="${C.soft}" stroke-width="2.5" stroke-linecap="round"/>`;

const catPaws = () =>
  `<path d="M-30-62q30 22 76 6" stroke="#fff" stroke-width="24" fill="none" stroke-linecap="round"/>` +
  `<path d="M34-40q10-6 14-14" stroke="#FFF4E2" stroke-width="22" fill="none" stroke-linecap="round"/>` +
  `<circle cx="50" cy="-56" r="14" fill="#fff" stroke="#EADBC6" stroke-width="2"/>`;

// A white rabbit in a blue shirt, leaning back to pull.
const rabbit = () =>
  `<g transform="rotate(-14)">` +
  `<circle cx="-46" cy="-26" r="16" fill="#fff" stroke="#E6E0DA" stroke-width="2"/>` +
  `<ellipse cx="-14" cy="4" rx="24" ry="12" fill="#fff" stroke="#E6E0DA" stroke-width="2"/><ellipse cx="26" cy="4" rx="24" ry="12" fill="#fff" stroke="#E6E0DA" stroke-width="2"/>` +
  `<path d="M-44 0q-8-90 44-90t44 90q-44 8-88 0z" fill="${C.blue}"/>` +
  `<path d="M-20-186q-18-76 4-80 20 0 14 78zM14-186q6-76 26-72 18 8-6 76z" fill="#fff" stroke="#E6E0DA" stroke-width="2"/>` +
  `<path d="M-14-192q-8-54 0-58 8 4 6 56zM22-190q6-54 14-50 6 8-6 52z" fill="#F9C3B4"/>` +
  `<ellipse cx="2" cy="-140" rx="58" ry="52" fill="#fff" stroke="#E6E0DA" stroke-width="2"/>` +
  `<circle cx="-14" cy="-144" r="8" fill="${C.red}"/><circle cx="34" cy="-144" r="8" fill="${C.red}"/>` +
  `<circle cx="-12" cy="-147" r="2.5" fill="#fff"/><circle cx="36" cy="-147" r="2.5" fill="#fff"/>` +
  `<circle cx="-30" cy="-122" r="9" fill="#F9C3B4"/><circle cx="48" cy="-122" r="9" fill="#F9C3B4"/>` +
  `<path d="M6-130h10l-5 6z" fill="#E58A7E"/><path d="M11-124q-2 10-12 8M11-124q2 10 12 8" stroke="${C.ink}" stroke-width="3" fill="none" stroke-linecap="round"/>` +
  `</g>`;

const carrot = (leafOnly = false) =>
  `<path d="M0-6q-26-26-34-48 26 10 34 40-6-40 0-66 10 26 4 66 10-30 32-40-6 26-30 48z" fill="${C.green}"/>` +
  (leafOnly ? '' : `<path d="M-26 0q26-18 52 0 4 50-26 104-30-54-26-104z" fill="${C.orange}"/>` +
    `<path d="M-14 24h14M6 44h14M-10 64h10" stroke="#D97B2C" stroke-width="4" stroke-linecap="round"/>`);

const fish = (color = C.red) =>
  `<path d="M-30 0q24-26 54 0-30 26-54 0z" fill="${color}"/><path d="M-26 0l-20-14v28z" fill="${color}"/>` +
  `<circle cx="12" cy="-3" r="3.5" fill="#fff"/><circle cx="13" cy="-3" r="1.8" fill="${C.ink}"/>`;

const bucket = () =>
  `<path d="M-34-44l8 50h52l8-50z" fill="${C.purple}"/><ellipse cx="0" cy="-44" rx="34" ry="10" fill="#7363A8"/>` +
  `<path d="M-34-44q34-60 68 0" stroke="#7363A8" stroke-width="5" fill="none"/>`;

const scene = (w, h, body) =>
  `<clipPath id="frame"><rect width="${w}" height="${h}" rx="24"/></clipPath><g clip-path="url(#frame)">${body}</g>` +
  `<rect x="1.5" y="1.5" width="${w - 3}" height="${h - 3}" rx="23" fill="none" stroke="${C.line}" stroke-width="3"/>`;

const marker = (cx, cy, rx, ry, color = C.red) =>
  `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="none" stroke="${color}" stroke-width="7" stroke-dasharray="20 12" stroke-linecap="round"/>`;

// Picture one, 800 x 500: in the morning a calico kitten fishes by a small river.
const riverScene = (marks = []) => scene(800, 500,
  `<rect width="800" height="500" fill="${C.sky}"/>` +
  at(640, 118, 1, sun(44)) + at(210, 84, 0.8, cloud()) + at(430, 60, 0.55, cloud()) +
  `<path d="M0 250q130-110 290-20 150-120 330-6 110-50 180 0v100H0z" fill="#A7D6A0"/>` +
  `<rect y="262" width="800" height="240" fill="${C.grass}"/>` +
  `<path d="M800 270q-300 10-330 90-10 80-60 140h390z" fill="${C.water}"/>` +
  `<path d="M560 340q30-12 60 0t60 0M520 420q30-12 60 0t60 0M640 460q30-12 60 0t60 0" stroke="#fff" stroke-width="5" fill="none" stroke-linecap="round"/>` +
  at(92, 300, 1, tree()) + at(440, 268, 0.5, tree()) +
  at(70, 430, 1, flower(C.red)) + at(130, 460, 0.9, flower(C.purple)) + at(40, 380, 0.7, flower(C.orange)) +
  at(330, 470, 1.2, tuft()) + at(200, 340, 1, tuft()) + at(390, 390, 1, tuft()) +
  at(180, 452, 0.95, bucket()) + at(176, 412, 0.55, fish(C.orange)) +
  at(300, 430, 0.95, cat()) +
  `<path d="M348 392q90-110 220-150" stroke="${C.brown}" stroke-width="8" fill="none" stroke-linecap="round"/>` +
  `<path d="M568 242q26 70 24 132" stroke="${C.ink}" stroke-width="2" fill="none"/>` +
  `<circle cx="592" cy="380" r="9" fill="${C.red}"/><path d="M583 380a9 9 0 0 0 18 0z" fill="#fff"/>` +
  `<ellipse cx="592" cy="392" rx="30" ry="6" fill="none" stroke="#fff" stroke-width="3"/>` +
  at(300, 430, 0.95, catPaws()) + at(690, 420, 0.9, fish(C.red)) + at(540, 462, 0.7, fish(C.purple)) +
  (marks.includes('who') ? marker(298, 326, 128, 142) : '') +
  (marks.includes('where') ? marker(630, 392, 158, 96, C.blue) : '') +
  (marks.includes('what') ? marker(470, 310, 146, 106, C.green) : '') +
  (marks.includes('when') ? marker(640, 118, 86, 84, C.orange) : ''));

// Picture two, 800 x 500: a white rabbit pulls a carrot in the vegetable garden.
const gardenScene = () => {
  let fence = '';
  for (let x = 10; x < 800; x += 56) fence += `<path d="M${x} 250v-62l15-16 15 16v62z" fill="#fff" stroke="#E6DCCB" stroke-width="2"/>`;
  let rows = '';
  for (let i = 0; i < 3; i++) {
    const y = 320 + i * 70;
    rows += `<rect x="-20" y="${y - 14}" width="840" height="44" rx="22" fill="#B98A62"/>`;
    for (let x = 60 + i * 30; x < 800; x += 130) if (!(i === 1 && x > 360 && x < 560)) rows += at(x, y - 6, 0.62, carrot(true));
  }
  return scene(800, 500,
    `<rect width="800" height="500" fill="${C.sky}"/>` + at(110, 90, 0.9, cloud()) + at(660, 80, 0.8, cloud()) + at(400, 70, 0.7, sun(44)) +
    `<path d="M0 230q200-90 400-10 200-80 400 0v60H0z" fill="#A7D6A0"/>` + fence +
    `<rect y="206" width="800" height="10" fill="#fff"/><rect y="246" width="800" height="260" fill="${C.grass}"/>` + rows +
    `<g transform="translate(478 366) rotate(20) scale(.9)">${carrot()}</g>` +
    `<path d="M424 420q52 26 108 0v22H424z" fill="#A87A54"/>` +
    at(372, 420, 0.95, rabbit()) +
    `<path d="M368 358q50 6 98-22M392 330q40 10 76 2" stroke="${C.blue}" stroke-width="20" fill="none" stroke-linecap="round"/>` +
    `<circle cx="472" cy="334" r="14" fill="#fff" stroke="#E6E0DA" stroke-width="2"/>` +
    at(650, 470, 1.3, bucket()) + at(640, 392, 0.5, carrot()) + at(664, 388, 0.5, carrot()) +
    `<path d="M608 412h86l-8 40h-70z" fill="${C.purple}"/>` +
    at(120, 476, 1, flower(C.yellow)) + at(760, 300, 0.9, flower(C.red)));
};

// Round figures cut in n equal parts, the first k coloured.
const pie = (r, n, k, color = C.orange, base = '#fff') => {
  if (n === 1) return `<circle r="${r}" fill="${k ? color : base}" stroke="${C.ink}" stroke-width="4"/>`;
  let out = '';
  for (let i = 0; i < n; i++) {
    const a = -Math.PI / 2 + 2 * Math.PI * i / n, b = a + 2 * Math.PI / n, p = (v) => v.toFixed(2);
    out += `<path d="M0 0L${p(r * Math.cos(a))} ${p(r * Math.sin(a))}A${r} ${r} 0 ${n === 1 ? 1 : 0} 1 ${p(r * Math.cos(b))} ${p(r * Math.sin(b))}Z" ` +
      `fill="${i < k ? color : base}" stroke="${C.ink}" stroke-width="4" stroke-linejoin="round"/>`;
  }
  return out;
};

const bar = (w, h, n, k, color = C.blue) => {
  let out = '';
  for (let i = 0; i < n; i++) out += `<rect x="${w / n * i}" width="${w / n}" height="${h}" fill="${i < k ? color : '#fff'}" stroke="${C.ink}" stroke-width="4"/>`;
  return out;
};

const grid = (size, cols, rows, k, color = C.green) => {
  let out = '';
  for (let i = 0; i < cols * rows; i++) {
    out += `<rect x="${(i % cols) * size / cols}" y="${Math.floor(i / cols) * size / rows}" width="${size / cols}" height="${size / rows}" ` +
      `fill="${i < k ? color : '#fff'}" stroke="${C.ink}" stroke-width="4"/>`;
  }
  return out;
};

const mooncake = (r = 70) => {
  let petals = '';
  for (let i = 0; i < 12; i++) petals += `<circle cx="0" cy="${-r * 0.86}" r="${r * 0.24}" fill="#D9914A" transform="rotate(${i * 30})"/>`;
  let mark = '';
  for (let i = 0; i < 6; i++) mark += `<ellipse cx="0" cy="${-r * 0.36}" rx="${r * 0.13}" ry="${r * 0.22}" fill="#C57B36" transform="rotate(${i * 60})"/>`;
  return petals + `<circle r="${r * 0.9}" fill="#E8AE62"/><circle r="${r * 0.72}" fill="none" stroke="#C57B36" stroke-width="${r * 0.05}"/>` + mark +
    `<circle r="${r * 0.12}" fill="#C57B36"/>`;
};

let clips = 0;
const halfMooncake = (r, side) => {
  const id = `half${++clips}`;
  return `<clipPath id="${id}"><rect x="${side === 'left' ? -r * 1.3 : 0}" y="${-r * 1.3}" width="${r * 1.3}" height="${r * 2.6}"/></clipPath>` +
    `<g clip-path="url(#${id})">${mooncake(r)}</g>`;
};

const child = (girl, shirt = C.blue) =>
  `<path d="M-52 70q0-62 52-62t52 62z" fill="${shirt}"/>` +
  (girl ? `<circle cx="-54" cy="-30" r="20" fill="#3F2E2A"/><circle cx="54" cy="-30" r="20" fill="#3F2E2A"/><circle cx="-50" cy="-44" r="7" fill="${C.red}"/><circle cx="50" cy="-44" r="7" fill="${C.red}"/>` : '') +
  `<circle cy="-40" r="50" fill="${C.skin}"/>` +
  (girl ? `<path d="M-51-38q-4-56 51-56t51 56q-12-30-40-34-20 16-62 34z" fill="#3F2E2A"/>` :
    `<path d="M-51-42q-2-54 51-54t51 54q-10-16-14-28-40 8-74-6-6 16-14 34z" fill="#3F2E2A"/>`) +
  `<circle cx="-18" cy="-36" r="6" fill="${C.ink}"/><circle cx="18" cy="-36" r="6" fill="${C.ink}"/>` +
  `<circle cx="-30" cy="-22" r="8" fill="#F6B7A8"/><circle cx="30" cy="-22" r="8" fill="#F6B7A8"/>` +
  `<path d="M-12-18q12 12 24 0" stroke="${C.ink}" stroke-width="4" fill="none" stroke-linecap="round"/>`;

const drop = (color = C.blue, face = true) =>
  `<path d="M0-46q36 46 36 66a36 36 0 0 1-72 0q0-20 36-66z" fill="${color}"/><path d="M-20 20a20 20 0 0 0 12 18" stroke="#fff" stroke-width="5" fill="none" stroke-linecap="round" opacity=".7"/>` +
  (face ? `<circle cx="-11" cy="14" r="4.5" fill="#fff"/><circle cx="13" cy="14" r="4.5" fill="#fff"/><circle cx="-10" cy="15" r="2.4" fill="${C.ink}"/><circle cx="14" cy="15" r="2.4" fill="${C.ink}"/><path d="M-6 27q8 7 16 0" stroke="#fff" stroke-width="3.5" fill="none" stroke-linecap="round"/>` : '');

// The playground: a puddle of the given size (0 to 1) and so many drops on their way up.
const puddleScene = (size, rising, weather) => scene(800, 480,
  `<rect width="800" height="480" fill="${weather === 'rain' ? '#CBD9E2' : C.sky}"/>` +
  (weather === 'rain' ? at(560, 110, 1.5, cloud()).replace('#fff', '#9FB2C0') + at(300, 90, 1.3, cloud()).replace('#fff', '#B3C3CF') : at(650, 110, 1.15, sun(46)) + at(220, 80, 0.9, cloud())) +
  `<path d="M70 300V150h300v150z" fill="#F6E3C5"/><path d="M50 152L220 84l170 68z" fill="${C.red}"/>` +
  `<g fill="#9CCBE8" stroke="#fff" stroke-width="5"><rect x="100" y="180" width="56" height="48"/><rect x="286" y="180" width="56" height="48"/></g><rect x="192" y="206" width="60" height="94" fill="${C.brown}"/>` +
  `<path d="M222 84V30" stroke="${C.soft}" stroke-width="5"/><path d="M224 32h54l-12 15 12 15h-54z" fill="${C.red}"/>` +
  at(470, 300, 0.9, tree()) + at(740, 296, 1.05, tree()) +
  `<rect y="296" width="800" height="190" fill="#E9C9A0"/><path d="M0 296h800v16H0z" fill="${C.grass}"/>` +
  `<ellipse cx="410" cy="400" rx="250" ry="56" fill="#DDB98C"/>` +
  (size ? `<ellipse cx="410" cy="400" rx="${240 * size}" ry="${50 * size}" fill="${C.water}"/><path d="M${410 - 130 * size} 396q30-14 60 0t60 0" stroke="#fff" stroke-width="5" fill="none" stroke-linecap="round"/>` : '') +
  Array.from({ length: rising }, (_, i) => at(250 + i * (320 / Math.max(1, rising - 1)), 330 - (i * 61) % 130, 0.55, drop('#8CCBF0')) +
    `<path d="M${250 + i * (320 / Math.max(1, rising - 1))} ${380 - (i * 61) % 130}q-8 10 0 20t0 20" stroke="#8CCBF0" stroke-width="4" fill="none" stroke-linecap="round" stroke-dasharray="3 9"/>`).join(''));

const shirtOnLine = (spread) =>
  `<path d="M-170-90h340" stroke="${C.soft}" stroke-width="6" stroke-linecap="round"/>` +
  (spread
    ? `<path d="M-100-90l40-14q60 30 120 0l40 14 44 62-40 26-24-24v130h-160v-130l-24 24-40-26z" fill="${C.orange}"/>` +
      `<path d="M-70-104v22M70-104v22" stroke="${C.brown}" stroke-width="10" stroke-linecap="round"/>`
    : `<path d="M-40-90q40 16 80 0l16 100q-50 40-112 6z" fill="${C.orange}"/><path d="M-14-78q-10 46 4 92M18-78q10 46 0 92" stroke="#D97B2C" stroke-width="5" fill="none"/>` +
      `<path d="M0-104v22" stroke="${C.brown}" stroke-width="10" stroke-linecap="round"/>`);

const wind = () =>
  `<path d="M-60 0h80q26 0 22-22-6-20-26-10M-60 22h120M-40 44h70q24 2 20 20-6 14-22 6" stroke="${C.blue}" stroke-width="8" fill="none" stroke-linecap="round"/>`;

const thermometer = () =>
  `<rect x="-14" y="-80" width="28" height="120" rx="14" fill="#fff" stroke="${C.ink}" stroke-width="4"/><circle cy="52" r="28" fill="${C.red}" stroke="${C.ink}" stroke-width="4"/>` +
  `<rect x="-7" y="-50" width="14" height="96" fill="${C.red}"/><path d="M22-60h12M22-36h12M22-12h12M22 12h12" stroke="${C.ink}" stroke-width="4"/>`;

const tray = () =>
  `<path d="M-90-10h180l-20 50h-140z" fill="#fff" stroke="${C.ink}" stroke-width="4" stroke-linejoin="round"/><ellipse cx="0" cy="-10" rx="90" ry="22" fill="${C.water}" stroke="${C.ink}" stroke-width="4"/>`;

const moon = (r = 50) => `<circle r="${r}" fill="#FFF1B8"/><circle cx="${-r * 0.3}" cy="${-r * 0.2}" r="${r * 0.14}" fill="#F3DE93"/><circle cx="${r * 0.25}" cy="${r * 0.3}" r="${r * 0.2}" fill="#F3DE93"/>`;

const note = (color = C.ink) =>
  `<path d="M0 0v-78l56-14v78" stroke="${color}" stroke-width="8" fill="none"/><ellipse cx="-13" cy="2" rx="17" ry="13" fill="${color}" transform="rotate(-18 -13 2)"/><ellipse cx="43" cy="-12" rx="17" ry="13" fill="${color}" transform="rotate(-18 43 -12)"/>`;

const apple = () => `<path d="M0-30q-44-22-50 22 0 54 34 60 10 2 16-4 6 6 16 4 34-6 34-60-6-44-50-22z" fill="${C.red}"/><path d="M0-30q-2-18 8-30" stroke="${C.brown}" stroke-width="7" fill="none" stroke-linecap="round"/><path d="M8-44q24-24 40-8-18 20-40 8z" fill="${C.green}"/>`;
const banana = () => `<path d="M-46-36q10 78 92 66 14-6 6-18-62 0-80-58-16-6-18 10z" fill="${C.yellow}" stroke="#D9A92B" stroke-width="3"/>`;
const bread = () => `<path d="M-54 36v-50q-14-34 24-34h60q38 0 24 34v50z" fill="#E8AE62"/><path d="M-42 26v-40q-10-22 16-22h52q26 0 16 22v40z" fill="#F9DDB0"/>`;
const milk = () => `<path d="M-30-20l16-30h28l16 30v70h-60z" fill="#fff" stroke="${C.ink}" stroke-width="4"/><path d="M-30-2h60v30h-60z" fill="${C.blue}"/><rect x="-18" y="-64" width="36" height="16" fill="${C.blue}"/>`;
const noodles = () => `<path d="M-58-4h116q-4 54-58 54t-58-54z" fill="${C.red}"/><path d="M-50-6q10-26 24-8 10-26 26-6 14-24 26 4 16-18 24 10z" fill="#F9DDB0" stroke="#E0B671" stroke-width="3"/><path d="M14-14l40-58M26-12l40-52" stroke="${C.brown}" stroke-width="6" stroke-linecap="round"/>`;
const egg = () => `<path d="M0-48q38 44 36 66-4 32-36 32t-36-32q-2-22 36-66z" fill="#FBE3CB" stroke="#E3BE97" stroke-width="3"/>`;

module.exports = {
  C, at, svg, sun, cloud, tree, flower, tuft, cat, catPaws, rabbit, carrot, fish, bucket, riverScene, gardenScene, pie, bar, grid,
  mooncake, halfMooncake, child, drop, puddleScene, shirtOnLine, wind, thermometer, tray, moon, note, apple, banana, bread, milk, noodles, egg, marker, scene,
};
