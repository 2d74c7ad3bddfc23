// SPDX-License-Identifier: Apache-2.0
// Picture resources and the posters of everything that is not a video.
'use strict';
const { execFileSync } = require('child_process');
const path = require('path');
const render = require('./lib/render');
const { poster } = require('./lib/page');
const art = require('./lib/art');
const { svg, at, C } = art;

const hanzi = [
  ['日', 'rì', '太阳', at(110, 96, 1.1, art.sun(44))],
  ['月', 'yuè', '月亮', `<rect width="220" height="190" rx="18" fill="#2F4B7C"/><path d="M128 36a62 62 0 1 0 30 108 50 50 0 0 1-30-108z" fill="#FFE79A"/><circle cx="176" cy="50" r="4" fill="#fff"/><circle cx="40" cy="40" r="3" fill="#fff"/><circle cx="190" cy="110" r="3" fill="#fff"/>`],
  ['水', 'shuǐ', '流水', `<path d="M0 60q28-24 55 0t55 0 55 0 55 0v130H0z" fill="${C.water}"/><path d="M10 96q25-20 50 0t50 0 50 0 50 0M10 134q25-20 50 0t50 0 50 0 50 0" stroke="#fff" stroke-width="7" fill="none" stroke-linecap="round"/>` + at(150, 150, 0.8, art.fish())],
  ['火', 'huǒ', '火苗', `<path d="M110 16q56 60 46 108-6 50-46 52-40-2-46-52-2-30 18-46 0 22 12 26 14-40 16-88z" fill="${C.red}"/><path d="M112 90q28 34 22 56-4 28-24 28t-24-28q-2-18 10-28 2 12 8 14 8-18 8-42z" fill="${C.yellow}"/><path d="M60 178l100 8M62 188l98-14" stroke="${C.brown}" stroke-width="11" stroke-linecap="round"/>`],
  ['山', 'shān', '高山', `<rect width="220" height="190" rx="18" fill="${C.sky}"/><path d="M6 190L60 80l36 48L136 30l78 160z" fill="${C.green}"/><path d="M136 30l28 50-18-8-14 14-16-8z" fill="#fff"/><path d="M60 80l22 30-14-4-12 8-12-8z" fill="${C.leaf}"/>` + at(40, 36, 0.5, art.sun(40))],
  ['石', 'shí', '石头', `<path d="M20 176q-14-58 36-78 20-46 76-36 40 2 52 46 30 24 18 68z" fill="#A7A19B"/><path d="M60 104q24-34 66-26M146 106q22 10 28 34" stroke="#C9C3BD" stroke-width="8" fill="none" stroke-linecap="round"/>` + at(36, 176, 0.9, art.tuft()) + at(190, 178, 0.8, art.tuft())],
  ['田', 'tián', '田地', `<rect x="20" y="20" width="180" height="160" rx="10" fill="#C79A6B"/>` + [0, 1, 2, 3].map((i) => `<rect x="${30 + (i % 2) * 84}" y="${30 + Math.floor(i / 2) * 74}" width="76" height="66" rx="6" fill="${i % 3 ? '#BFE3A6' : '#9CD08A'}"/>` + [0, 1, 2].map((j) => at(48 + (i % 2) * 84 + j * 20, 84 + Math.floor(i / 2) * 74, 0.7, art.tuft())).join('')).join('')],
  ['禾', 'hé', '禾苗', `<path d="M110 186V60" stroke="${C.green}" stroke-width="8" stroke-linecap="round"/><path d="M110 120q-60-6-70-50 50 0 70 50zM110 140q60-10 70-60-54 6-70 60z" fill="${C.leaf}"/><path d="M110 62q20-44 70-30" stroke="${C.green}" stroke-width="6" fill="none"/>` + [[124, 44], [140, 34], [158, 30], [174, 34], [134, 54], [152, 48], [168, 48]].map(([x, y]) => `<ellipse cx="${x}" cy="${y}" rx="8" ry="5" fill="${C.yellow}" transform="rotate(30 ${x} ${y})"/>`).join('')],
];

const cards = () => render.html(`<h1>识字卡片　日月水火 山石田禾</h1><div class="all">${hanzi.map(([z, p, w, d]) =>
  `<div class="c"><div class="pic">${svg(220, 190, d)}</div><div class="p">${p}</div><div class="tian"><svg viewBox="0 0 160 160"><rect x="2" y="2" width="156" height="156" fill="#fff" stroke="#D9604C" stroke-width="4"/><path d="M80 0v160M0 80h160" stroke="#E9A79B" stroke-width="2" stroke-dasharray="8 6"/></svg><span class="kai">${z}</span></div><div class="w">${w}</div></div>`).join('')}</div>`,
  `body{width:1600px;height:1120px;background:#FFF9EF;padding:34px 50px}h1{font-size:50px;text-align:center;color:#B8452F;margin-bottom:22px}
.all{display:flex;flex-wrap:wrap;justify-content:space-between}.c{width:360px;height:470px;background:#fff;border:3px solid #EFE4D2;border-radius:26px;margin-bottom:24px;position:relative;text-align:center}
.pic{width:200px;margin:14px auto 0}.p{font-size:40px;line-height:1.25;color:#3F86C9}.tian{width:168px;height:168px;margin:2px auto;position:relative}.tian span{position:absolute;left:0;right:0;top:-4px;font-size:136px;line-height:174px}.w{font-size:30px;color:#7A6F68}`);

const wings = (half) => {
  const one = `<path d="M0 -70Q60 -150 120 -110Q150 -60 90 -10Q140 20 110 80Q70 120 0 50Z" fill="${C.red}"/><circle cx="84" cy="-74" r="20" fill="#FFF9EF"/><path d="M50 30q24-18 44 6-14 34-40 24z" fill="#FFF9EF"/><path d="M30-40q16-10 22 6-10 18-22-6z" fill="#FFF9EF"/>`;
  const feeler = `<path d="M0-70q10-50 40-66" stroke="${C.red}" stroke-width="9" fill="none" stroke-linecap="round"/>`;
  return half ? one + feeler : one + feeler + `<g transform="scale(-1 1)">${one}${feeler}</g>`;
};
const scissors = () => `<path d="M-60-60L40 40M60-60L-40 40" stroke="#8A8F98" stroke-width="14" stroke-linecap="round"/><circle cx="-52" cy="56" r="22" fill="none" stroke="${C.blue}" stroke-width="12"/><circle cx="52" cy="56" r="22" fill="none" stroke="${C.blue}" stroke-width="12"/><circle r="7" cy="0" fill="#5B6068"/>`;
const paper = [
  `<rect x="-140" y="-140" width="280" height="280" fill="#F3B5AC"/><path d="M0-160v320" stroke="${C.ink}" stroke-width="4" stroke-dasharray="14 10"/><path d="M-70-158q60-44 120 0M50-158l-6-26M50-158l-26 2" stroke="${C.blue}" stroke-width="8" fill="none" stroke-linecap="round"/>`,
  `<g transform="translate(-66 0)"><rect x="0" y="-140" width="140" height="280" fill="#EB8F83"/><path d="M0-140v280" stroke="#B8452F" stroke-width="8"/><g fill="none" stroke="${C.ink}" stroke-width="5" stroke-dasharray="12 8"><path d="M0 -70Q60 -150 120 -110Q150 -60 90 -10Q140 20 110 80Q70 120 0 50M0-70q10-50 40-66"/></g></g>`,
  `<g transform="translate(-96 -20)">${wings(true)}<path d="M0-76v130" stroke="#B8452F" stroke-width="8"/></g>` + at(76, 96, 0.85, `<g transform="rotate(-24)">${scissors()}</g>`),
  wings(false),
];
const papercut = () => render.html(`<h1>剪纸：对称的蝴蝶</h1><div class="all">${['对折', '画半只', '沿线剪（小心剪刀）', '打开，真好看'].map((t, i) =>
  `<div class="c"><div class="n">${i + 1}</div><svg viewBox="-190 -190 380 380">${paper[i]}</svg><div class="t">${t}</div></div>`).join('')}</div><p>想一想：为什么只画半只，打开却是一整只？　<b>对折的线，就是对称轴。</b></p>`,
  `body{width:1600px;height:760px;background:#FFF9EF;padding:34px 46px}h1{font-size:54px;text-align:center;color:#B23D76;margin-bottom:26px}.all{display:flex;justify-content:space-between}
.c{width:364px;height:480px;background:#fff;border:3px solid #EFE4D2;border-radius:26px;position:relative;text-align:center}.c svg{width:360px;height:380px;margin-top:24px}.n{position:absolute;left:16px;top:14px;width:54px;height:54px;border-radius:50%;background:#C65D8C;color:#fff;font-size:34px;line-height:52px;font-weight:700}
.t{font-size:34px;font-weight:700}p{text-align:center;font-size:34px;margin-top:34px}`);

const posters = {
  'sx-3s-fenshu-kejian': { subject: '数学', grade: '三年级', title: '分数的<br>初步认识', kind: '课件 · PPT 10 页', drawing: `<rect x="20" y="50" width="260" height="180" rx="12" fill="#fff" stroke="${C.ink}" stroke-width="5"/>` + at(100, 140, 1, art.pie(58, 4, 1, C.blue)) + `<text x="205" y="130" font-size="56" font-weight="700" text-anchor="middle" fill="${C.ink}">1</text><path d="M175 144h60" stroke="${C.ink}" stroke-width="6"/><text x="205" y="200" font-size="56" font-weight="700" text-anchor="middle" fill="${C.ink}">4</text><path d="M150 230v30M100 280l50-22 50 22" stroke="${C.ink}" stroke-width="6" fill="none"/>` },
  'sx-3s-fenshu-lianxi': { subject: '数学', grade: '三年级', title: '分数的<br>初步认识', kind: '作业 · 练习单', drawing: `<rect x="60" y="20" width="190" height="256" rx="8" fill="#fff" stroke="${C.ink}" stroke-width="5"/>` + at(110, 90, 1, art.pie(36, 2, 1)) + at(200, 90, 1, art.pie(36, 4, 3, C.green)) + `<g transform="translate(80 160)">${art.bar(150, 34, 5, 2)}</g><path d="M80 222h150M80 248h100" stroke="${C.line}" stroke-width="8"/>` },
  'sx-3s-fenshu-daren': { subject: '数学', grade: '三年级', title: '分数小达人', kind: '互动练习 · 点一点', drawing: at(150, 150, 1, art.pie(112, 6, 4, C.orange)) + `<path d="M190 190l70 50-32 8 16 32-16 8-18-34-20 24z" fill="#fff" stroke="${C.ink}" stroke-width="6" stroke-linejoin="round"/>` },
  'sx-3s-fenshu-jiaoan': { subject: '数学', grade: '三年级', title: '分数的<br>初步认识', kind: '教案 · 双师课堂', drawing: at(150, 190, 1.5, art.child(true, C.green)) + `<path d="M30 60h70v50H60l-16 18v-18H30z" fill="#fff" stroke="${C.ink}" stroke-width="4"/><text x="65" y="98" font-size="34" font-weight="700" text-anchor="middle">½</text>` },
  'sx-3s-fenshu-bao': { subject: '数学', grade: '三年级', title: '分数的<br>初步认识', kind: '课程包 · 看讲练写', drawing: `<path d="M50 110h200v150H50z" fill="#E8AE62"/><path d="M40 80h220v46H40z" fill="#D9914A"/><path d="M138 80h24v180h-24z" fill="${C.red}"/><path d="M150 80q-60-60-70-20 0 20 70 20 70 0 70-20-10-40-70 20z" fill="none" stroke="${C.red}" stroke-width="12"/>` + at(226, 56, 0.34, art.pie(100, 4, 1, C.blue)) },
  'yw-1x-jingyesi': { subject: '语文', grade: '一年级', title: '静夜思', kai: true, kind: '音频 · 朗读与跟读', drawing: `<circle cx="150" cy="150" r="138" fill="#2F4B7C"/>` + at(190, 90, 1, art.moon(46)) + `<path d="M40 226q110-30 220 0-30 62-110 62t-110-62z" fill="#51699A"/>` + at(120, 196, 0.95, art.child(false, '#E8E0D0')) },
  'yw-1s-shizi-kapian': { subject: '语文', grade: '一年级', title: '识字卡片', kind: '图片 · 日月水火', drawing: [['日', 30, 30], ['月', 160, 30], ['水', 30, 160], ['火', 160, 160]].map(([z, x, y]) => `<rect x="${x}" y="${y}" width="115" height="115" rx="10" fill="#fff" stroke="#D9604C" stroke-width="4"/><text x="${x + 57}" y="${y + 92}" font-size="98" text-anchor="middle" font-family="LXGW WenKai">${z}</text>`).join('') },
  'sx-2s-chengfa-koujue': { subject: '数学', grade: '二年级', title: '乘法口诀表', kind: '文档 · 挂图', drawing: [0, 1, 2, 3, 4].map((r) => Array.from({ length: r + 1 }, (_, c) => `<rect x="${26 + c * 50}" y="${30 + r * 50}" width="44" height="44" rx="8" fill="${['#F7B2A8', '#F9D08B', '#B9DFA0', '#A9DAF3', '#C9BEEA'][c]}"/><text x="${48 + c * 50}" y="${61 + r * 50}" font-size="24" font-weight="700" text-anchor="middle" fill="${C.ink}">${(r + 1) * (c + 1)}</text>`).join('')).join('') },
  'sx-2x-tingsuan': { subject: '数学', grade: '二年级', title: '听算练习<br>表内除法', kind: '音频 · 10 题', drawing: at(150, 150, 1.4, art.child(true, C.purple)) + `<path d="M76 96q74-96 148 0" stroke="${C.ink}" stroke-width="12" fill="none"/><rect x="60" y="84" width="30" height="52" rx="14" fill="${C.ink}"/><rect x="210" y="84" width="30" height="52" rx="14" fill="${C.ink}"/>` + `<text x="250" y="60" font-size="46" font-weight="700" fill="#3F86C9">÷</text>` },
  'yy-5s-food-drinks': { subject: '英语', grade: '五年级', title: 'Food and drinks', kind: '音频 · 单词跟读', drawing: at(80, 90, 1, art.apple()) + at(215, 90, 1, art.milk()) + at(90, 220, 0.95, art.noodles()) + at(220, 220, 0.9, art.banana()) },
  'ms-2x-jianzhi-hudie': { subject: '美术', grade: '二年级', title: '剪纸<br>对称的蝴蝶', kind: '图片 · 步骤图', drawing: at(150, 160, 0.95, wings(false)) },
  'yl-2s-tingyin': { subject: '音乐', grade: '二年级', title: '小耳朵<br>听音高', kind: '音频 · 听辨', drawing: [0, 1, 2, 3].map((i) => `<path d="M20 ${110 + i * 36}h260" stroke="#C9B79F" stroke-width="4"/>`).join('') + at(80, 220, 0.9, art.note()) + at(190, 150, 0.9, art.note(C.orange)) },
  'zh-4x-fangnishui': { subject: '综合', grade: '四年级', title: '防溺水<br>六不要记牢', kind: '文档 · 安全教育', drawing: at(110, 130, 1.6, art.drop()) + `<circle cx="200" cy="200" r="62" fill="none" stroke="${C.red}" stroke-width="34"/><g stroke="#fff" stroke-width="34" fill="none">` + [0, 90, 180, 270].map((a) => `<path d="M200 138a62 62 0 0 1 24 5" transform="rotate(${a} 200 200)"/>`).join('') + '</g>' },
  'sx-6x-zongfuxi': { subject: '数学', grade: '六年级', title: '总复习卷（一）', kind: '试卷 · 60 分钟', drawing: `<rect x="60" y="20" width="190" height="256" rx="8" fill="#fff" stroke="${C.ink}" stroke-width="5"/><path d="M90 60h130M90 100h130M90 140h90M90 180h130M90 220h70" stroke="${C.line}" stroke-width="10"/><circle cx="226" cy="230" r="46" fill="#fff" stroke="${C.blue}" stroke-width="8"/><path d="M226 204v28l20 12" stroke="${C.blue}" stroke-width="8" fill="none" stroke-linecap="round"/>` },
  'yw-2s-dengguanquelou': { subject: '语文', grade: '二年级', title: '登鹳雀楼', kai: true, kind: '音频 · 朗读与跟读', drawing: `<circle cx="150" cy="150" r="138" fill="#FBE3C2"/>` + at(224, 96, 0.7, art.sun(44)) + `<path d="M20 200q60-60 130-10 60-40 130 10-20 40-30 50H50z" fill="#9CC7A4"/><path d="M14 232q70-20 136 4t136-4q-20 56-136 56t-136-56z" fill="#E9C46A"/><g fill="#B8452F"><path d="M70 120h110l14-14H56zM80 78h90l14-14H66zM92 40h66l-33-22z"/></g><path d="M78 120h94v72H78zM88 78h74v28H88zM98 40h54v24H98z" fill="#F6E3C5"/><path d="M112 150h26v42h-26z" fill="#A9744F"/>` },
};

// Flat drawings need few colors: a palette makes them a quarter of the size.
const small = (file) => execFileSync('pngquant', ['--force', '--strip', '--speed', '1', '--quality', '60-95', '--output', file, '64', file]);

const make = async (out, ids) => {
  await render.pictures(ids.map((id) => ({ file: path.join(out, 'fengmian', `${id}.jpg`), html: poster(posters[id]) })), 640, 360);
};
const cardFile = async (file) => { await render.pictures([{ file, html: cards() }], 1600, 1120); small(file); };
const papercutFile = async (file) => { await render.pictures([{ file, html: papercut() }], 1600, 760); small(file); };

module.exports = { make, cardFile, papercutFile, small, posters };
