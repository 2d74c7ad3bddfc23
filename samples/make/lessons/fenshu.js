// SPDX-License-Identifier: Apache-2.0
'use strict';
const { slide, frac, poster, art } = require('../lib/page');
const { svg, at, C } = art;

const page = (body) => slide('数学', '三年级数学 · 分数的初步认识', body);
const draw = (x, y, w, h, body) => `<div class="abs" style="left:${x}px;top:${y}px;width:${w}px;height:${h}px">${svg(w, h, body)}</div>`;

const cover = () => page(
  `<div class="abs" style="left:90px;top:180px;width:700px"><h1 style="font-size:80px">分数的<br>初步认识</h1><p class="mid" style="margin-top:20px;color:#7A6F68">几分之一</p><p style="font-size:30px;margin-top:44px;color:#7A6F68">李明霞名师工作室　李明霞老师</p></div>` +
  draw(740, 130, 480, 440, at(170, 210, 1, art.halfMooncake(150, 'left')) + at(220, 210, 1, art.halfMooncake(150, 'right')) + at(80, 390, 0.9, art.child(true, C.red)) + at(320, 390, 0.9, art.child(false, C.blue))));

const share = (n) => page('<h2>分月饼</h2>' + [4, 2, 1].map((count, i) => {
  const y = 150 + i * 160;
  let cakes = '';
  for (let j = 0; j < count; j++) cakes += at(60 + j * 100, 66, 1, art.mooncake(44));
  let mine = '';
  if (count === 4) mine = [0, 1].map((j) => at(72 + j * 86, 66, 1, art.mooncake(36))).join('');
  if (count === 2) mine = at(72, 66, 1, art.mooncake(36));
  if (count === 1 && n > 3) mine = at(86, 66, 1, art.halfMooncake(44, 'left'));
  return `<div class="${i < n ? '' : 'off'}"><div class="card" style="left:90px;top:${y}px;width:1100px;height:146px"></div>` + draw(110, y + 6, 440, 140, cakes) +
    `<div class="abs mid" style="left:532px;top:${y + 38}px">平均分给 2 人 →</div>` + draw(836, y + 6, 200, 140, i < n ? mine : '') +
    `<div class="abs big" style="left:1068px;top:${y + 22}px;width:120px;font-size:56px;white-space:nowrap">${count === 4 ? '2个' : count === 2 ? '1个' : n > 3 ? '半个' : '？'}</div></div>`;
}).join(''));

const half = (step) => page('<h2>一半，怎样用数表示？</h2>' +
  draw(90, 170, 560, 420, at(step ? 190 : 230, 200, 1, art.halfMooncake(150, 'left')) + at(step ? 250 : 230, 200, 1, art.halfMooncake(150, 'right')) + (step ? `<path d="M220 20v360" stroke="${C.red}" stroke-width="5" stroke-dasharray="16 12"/>` : '') +
    (step > 1 ? `<text x="100" y="408" font-size="38" font-weight="700" fill="${C.ink}" text-anchor="middle">一份</text><text x="340" y="408" font-size="38" font-weight="700" fill="${C.ink}" text-anchor="middle">一份</text>` : '')) +
  `<div class="abs mid" style="left:590px;top:190px;width:620px;line-height:1.7">把一个月饼<b class="red">平均</b>分成 <b>2</b> 份，<br><span class="${step > 1 ? '' : 'off'}">每份是它的<b>一半</b>，<br>也就是它的<b class="blue">二分之一</b>。</span></div>` +
  (step > 2 ? `<div class="card" style="left:740px;top:424px;width:340px;height:196px">${svg(340, 190,
    `<path d="M110 96h120" stroke="${C.ink}" stroke-width="9" stroke-linecap="round"/>` + (step > 3 ? `<text x="170" y="176" font-size="84" font-weight="700" text-anchor="middle" fill="#2E78BD">2</text>` : '') + (step > 4 ? `<text x="170" y="80" font-size="84" font-weight="700" text-anchor="middle" fill="#D9483B">1</text>` : ''))}</div>` : ''));

const names = (n) => page('<h2>分数各部分的名称</h2>' + draw(180, 160, 900, 420,
  `<text x="200" y="170" font-size="190" font-weight="700" text-anchor="middle" fill="#D9483B">1</text><path d="M90 206h220" stroke="${C.ink}" stroke-width="16" stroke-linecap="round"/><text x="200" y="392" font-size="190" font-weight="700" text-anchor="middle" fill="#2E78BD">2</text>` +
  [['分子', '取了几份', '#D9483B', 110, n > 1], ['分数线', '平均分', C.ink, 222, n > 0], ['分母', '平均分成几份', '#2E78BD', 336, n > 1]].map(([w, m, color, y, on], i) =>
    `<g opacity="${on || n > 1 ? 1 : 0.15}"><path d="M330 ${y - 16}h80" stroke="${color}" stroke-width="6" stroke-linecap="round"/><path d="M330 ${y - 16}l18-12v24z" fill="${color}"/><text x="430" y="${y}" font-size="52" font-weight="700" fill="${color}">${w}</text>` + (n > 2 ? `<text x="610" y="${y}" font-size="42" fill="${C.ink}">${m}</text>` : '') + '</g>').join('')));

const judge = (n) => page('<h2>哪个涂色部分是二分之一？</h2>' +
  [['left', 250], ['right', 720]].map(([side, x]) => `<div class="card" style="left:${x}px;top:160px;width:320px;height:400px"></div>` + draw(x, 165, 320, 400,
    (side === 'left' ? at(160, 160, 1, art.pie(120, 2, 1, C.orange)) : at(160, 160, 1, `<circle r="120" fill="#fff" stroke="${C.ink}" stroke-width="4"/><path d="M56-106.4A120 120 0 0 1 56 106.4Z" fill="${C.orange}" stroke="${C.ink}" stroke-width="4"/>`)) +
    (n > 0 ? side === 'left' ? `<path d="M120 340l28 28 60-64" stroke="${C.green}" stroke-width="16" fill="none" stroke-linecap="round" stroke-linejoin="round"/>` : `<path d="M130 306l60 60M190 306l-60 60" stroke="${C.red}" stroke-width="16" stroke-linecap="round"/>` : ''))).join('') +
  (n > 1 ? '<div class="abs center big" style="left:0;right:0;top:574px;font-size:52px">一定要<span class="red">平均分</span>！</div>' : ''));

const quarter = (n) => page('<h2>折一折：四分之一</h2>' + [0, 1, 2].map((i) => `<div class="${i <= n ? '' : 'off'}">` + draw(110 + i * 300, 190, 250, 260,
  i === 0 ? `<rect x="20" y="20" width="200" height="200" fill="#CFE8F7" stroke="${C.ink}" stroke-width="4"/><path d="M20 120h200" stroke="${C.red}" stroke-width="4" stroke-dasharray="12 9"/>` :
    i === 1 ? `<rect x="20" y="70" width="200" height="100" fill="#A9D3EE" stroke="${C.ink}" stroke-width="4"/><path d="M120 70v100" stroke="${C.red}" stroke-width="4" stroke-dasharray="12 9"/>` :
      at(20, 20, 1, art.grid(200, 2, 2, 1, C.blue))) + `<div class="abs center" style="left:${110 + i * 300}px;top:440px;width:240px;font-size:34px">${['对折', '再对折', '打开，涂一份'][i]}</div></div>`).join('') +
  `<div class="abs center ${n > 2 ? '' : 'off'}" style="left:990px;top:220px;width:230px;font-size:92px"><span class="blue">${frac(1, 4)}</span></div>` +
  `<div class="abs center mid" style="left:0;right:0;top:530px">平均分成 <b class="blue">4</b> 份，每份是它的四分之一。</div>`);

const compare = (n) => page('<h2>谁大谁小？</h2>' + [[2, 150, C.orange], [4, 750, C.blue]].map(([d, x, color]) =>
  draw(x, 140, 300, 300, at(150, 150, 1, art.pie(130, d, 1, color))) + `<div class="abs" style="left:${x + 310}px;top:210px;font-size:72px">${frac(1, d)}</div>`).join('') +
  `<div class="abs center big" style="left:570px;top:206px;width:170px;font-size:110px">${n ? '<span class="red">＞</span>' : '○'}</div>` +
  `<div class="abs center mid ${n ? '' : 'off'}" style="left:0;right:0;top:500px">同样大的圆，分的份数<b class="red">越多</b>，每一份就<b class="blue">越小</b>。</div>`);

const summary = (n) => page('<h2>今天我们认识了几分之一</h2>' + [2, 3, 4, 6, 8].map((d, i) => draw(100 + i * 220, 160, 200, 200, at(100, 100, 1, art.pie(84, d, 1, [C.orange, C.green, C.blue, C.purple, C.red][i]))) +
  `<div class="abs center" style="left:${100 + i * 220}px;top:372px;width:200px;font-size:60px">${frac(1, d)}</div>`).join('') +
  (n ? `<div class="abs center mid" style="left:0;right:0;top:548px">作业：在图形里<b class="red">涂一涂</b>，再把分数<b class="blue">写一写</b>。</div>` : ''));

module.exports = {
  voice: 'li', title: '分数的初步认识', artist: '李明霞',
  slide: (name, ...args) => ({ cover, share, half, names, judge, quarter, compare, summary })[name](...args),
  poster: poster({ subject: '数学', grade: '三年级', title: '分数的<br>初步认识', kind: '录播课 · 李明霞', drawing: at(136, 150, 1, art.halfMooncake(108, 'left')) + at(172, 150, 1, art.halfMooncake(108, 'right')) }),
  lines: [
    { say: '同学们好，我是李老师。', show: ['cover'] },
    { say: '今天，我们来认识一位新朋友：分数。', show: ['cover'], hold: 0.5 },
    { say: '四个月饼，平均分给两个人，每人两个。', show: ['share', 1], cue: '4 个月饼，平均分给 2 个人，每人 2 个。' },
    { say: '两个月饼，平均分给两个人，每人一个。', show: ['share', 2], cue: '2 个月饼，平均分给 2 个人，每人 1 个。' },
    { say: '一个月饼，平均分给两个人，每人多少呢？', show: ['share', 3], hold: 1.5, cue: '1 个月饼，平均分给 2 个人，每人多少呢？' },
    { say: '每人半个。', show: ['share', 4] },
    { say: '半个，怎样用数来表示呢？', show: ['half', 0], hold: 0.4 },
    { say: '把一个月饼平均分成两份，', show: ['half', 1] },
    { say: '每份是它的一半，也就是它的二分之一。', show: ['half', 2], hold: 0.5 },
    { say: '先写横线，表示平均分；', show: ['half', 3] },
    { say: '再写下面的二，表示分成两份；', show: ['half', 4] },
    { say: '最后写上面的一，表示其中一份。', show: ['half', 5], hold: 0.4 },
    { say: '横线叫分数线，', show: ['names', 1] },
    { say: '下面的数叫分母，上面的数叫分子。', show: ['names', 2] },
    { say: '分母表示平均分成几份，分子表示取了几份。', show: ['names', 3], hold: 0.4 },
    { say: '想一想，哪个图的涂色部分是二分之一？', show: ['judge', 0], hold: 2.5 },
    { say: '左边是平均分，所以是二分之一。', show: ['judge', 1] },
    { say: '右边没有平均分，所以不是。', show: ['judge', 2], hold: 0.4 },
    { say: '把一张正方形纸对折，', show: ['quarter', 0] },
    { say: '再对折，', show: ['quarter', 1] },
    { say: '打开，就平均分成了四份，', show: ['quarter', 2] },
    { say: '每份是它的四分之一。', show: ['quarter', 3], hold: 0.4 },
    { say: '二分之一和四分之一，谁大？', show: ['compare', 0], hold: 2 },
    { say: '分的份数越多，每一份就越小。所以，二分之一大于四分之一。', show: ['compare', 1], hold: 0.4 },
    { say: '今天，我们认识了几分之一。', show: ['summary', 0] },
    { say: '请同学们在作业纸上涂一涂，写一写。再见！', show: ['summary', 1] },
  ],
};
