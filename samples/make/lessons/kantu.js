// SPDX-License-Identifier: Apache-2.0
'use strict';
const { slide, poster, art } = require('../lib/page');
const { svg, at } = art;

const page = (body) => slide('语文', '一年级语文 · 看图说话', body);
const scene = (drawing, x, y, w) => `<div class="abs" style="left:${x}px;top:${y}px;width:${w}px">${svg(800, 500, drawing)}</div>`;
const words = [['谁', 'red', '图上有谁？', '小花猫'], ['在哪里', 'blue', '它在哪里？', '小河边'], ['做什么', 'green', '它在做什么？', '钓鱼']];

const cover = () => page(
  `<div class="abs" style="left:90px;top:190px;width:560px"><h1>看图说话</h1><p class="mid" style="margin-top:24px;color:#7A6F68">谁　在哪里　做什么</p><p style="font-size:30px;margin-top:60px;color:#7A6F68">石羊塘中心小学　周志远老师</p></div>` +
  `<div class="abs" style="right:60px;top:120px;width:520px">${svg(520, 480, at(200, 420, 1.5, art.cat() + art.catPaws()) + at(420, 430, 2.2, art.flower('#E2574C')) + at(70, 440, 1.6, art.flower('#8E7CC3')) + at(440, 90, 1, art.sun(44)))}</div>`);

const questions = (n) => page('<h2>看图三问</h2>' + words.map(([w, color, q], i) =>
  `<div class="card ${i < n ? '' : 'off'}" style="left:${100 + i * 370}px;top:190px;width:340px;height:370px"><div style="height:190px">${svg(340, 190,
    [at(170, 178, 0.78, art.cat()), at(110, 170, 0.9, art.tree()) + `<path d="M170 190q0-50 170-60v60z" fill="${art.C.water}"/>` + at(240, 168, 0.8, art.fish()), `<path d="M70 160L240 40" stroke="${art.C.brown}" stroke-width="10" stroke-linecap="round"/><path d="M240 40v80" stroke="${art.C.ink}" stroke-width="3"/>` + at(240, 140, 1, art.fish('#F2994A'))][i])}</div>` +
  `<div class="big ${color}">${w}</div><div style="font-size:36px;margin-top:16px">${i === 0 ? '图上有谁？' : i === 1 ? '他在哪里？' : '他在做什么？'}</div></div>`).join(''));

const look = (marks, answers) => page(scene(art.riverScene(marks), 40, 96, 860) + words.map(([w, color, q, a], i) =>
  `<div class="card ${i < answers ? '' : 'off'}" style="left:935px;top:${110 + i * 176}px;width:305px;height:158px;padding-top:12px"><div style="font-size:30px" class="${color}">${q}</div><div class="big" style="font-size:58px;margin-top:4px">${i < answers ? a : '？'}</div></div>`).join(''));

const join = (n, time) => page('<h2>连成一句话</h2>' + scene(art.riverScene(time ? ['when'] : []), 410, 150, 460) +
  `<div class="abs center" style="left:0;right:0;top:468px;font-size:${time ? 62 : 72}px;font-weight:700">` +
  (time ? '<span class="orange">早上，</span>' : '') + '<span class="red">小花猫</span><span class="blue">在小河边</span><span class="green">钓鱼</span>。</div>' +
  `<div class="abs center" style="left:0;right:0;top:566px;font-size:30px;color:#7A6F68">${time ? '什么时候 ＋ ' : ''}谁 ＋ 在哪里 ＋ 做什么</div>`);

const practice = (answer) => page(scene(art.gardenScene(), 40, 96, 860) + (answer
  ? `<div class="card" style="left:935px;top:110px;width:305px;height:510px;padding:34px 20px;font-size:54px;font-weight:700;line-height:1.9;text-align:center"><span class="red">小白兔</span><br><span class="blue">在菜地里</span><br><span class="green">拔萝卜</span>。<br><span class="orange" style="font-size:44px">★ ★ ★</span></div>`
  : words.map(([w, color], i) => `<div class="card" style="left:935px;top:${110 + i * 176}px;width:305px;height:158px;padding-top:36px"><div class="big ${color}">${w}？</div></div>`).join('')));

const summary = (n) => page('<h2>我会看图说话</h2>' + [['先看 <b class="red">谁</b>', '再看 <b class="blue">在哪里</b>', '最后看 <b class="green">做什么</b>'], ['说完整', '声音响亮', '说给家里人听']][0].map((t, i) =>
  `<div class="card" style="left:${110 + i * 365}px;top:180px;width:330px;height:130px;font-size:46px;padding-top:30px">${t}</div>`).join('') +
  (n > 0 ? `<div class="abs" style="left:150px;top:352px;width:300px">${svg(300, 220, at(150, 140, 1.25, art.child(false, '#5FB07A')))}</div><div class="card" style="left:440px;top:370px;width:660px;height:170px;padding-top:${n > 1 ? 18 : 46}px;font-size:44px;line-height:1.55">话要说完整，声音要响亮。${n > 1 ? '<br>找一幅图，说给家里人听。' : ''}</div>` : ''));

module.exports = {
  voice: 'zhou', title: '看图说话', artist: '周志远',
  slide: (name, ...args) => ({ cover, questions, look, join, practice, summary })[name](...args),
  poster: poster({ subject: '语文', grade: '一年级', title: '看图说话', kind: '录播课 · 周志远', drawing: at(140, 282, 1.2, art.cat() + art.catPaws()) + at(262, 262, 1.2, art.flower('#E2574C')) }),
  lines: [
    { say: '小朋友们好！我是周老师。', show: ['cover'] },
    { say: '今天我们来上一节语文课：看图说话。', show: ['cover'], hold: 0.5 },
    { say: '看图的时候，先问自己三个问题。', show: ['questions', 0] },
    { say: '图上有谁？', show: ['questions', 1], hold: 0.4 },
    { say: '他在哪里？', show: ['questions', 2], hold: 0.4 },
    { say: '他在做什么？', show: ['questions', 3], hold: 0.6 },
    { say: '请看这幅图。先看整体，再看小地方。', show: ['look', [], 0], hold: 1 },
    { say: '图上有谁？', show: ['look', ['who'], 0], hold: 0.8 },
    { say: '对，有一只小花猫。', show: ['look', ['who'], 1], hold: 0.4 },
    { say: '小花猫在哪里？它在小河边。', show: ['look', ['where'], 2], hold: 0.4 },
    { say: '它在做什么？它在钓鱼。', show: ['look', ['what'], 3], hold: 0.6 },
    { say: '现在，我们把三个答案连起来。', show: ['look', ['who', 'where', 'what'], 3] },
    { say: '小花猫在小河边钓鱼。', show: ['join', 3, false], hold: 0.4 },
    { say: '这就是一句完整的话。请你大声读一遍。', show: ['join', 3, false], hold: 3 },
    { say: '再看看天空，太阳刚刚升起来。', show: ['join', 3, true] },
    { say: '我们可以加上时间：早上，小花猫在小河边钓鱼。', show: ['join', 3, true], hold: 0.8 },
    { say: '轮到你了！请看第二幅图。', show: ['practice', false] },
    { say: '谁，在哪里，做什么？先想一想，再说一说。', show: ['practice', false], hold: 3.5 },
    { say: '小白兔在菜地里拔萝卜。', show: ['practice', true], cue: '小白兔在菜地里拔萝卜。' },
    { say: '你说对了吗？真棒！', show: ['practice', true], hold: 0.5 },
    { say: '今天我们学会了：先看谁，再看在哪里，最后看做什么。', show: ['summary', 0] },
    { say: '话要说完整，声音要响亮。', show: ['summary', 1] },
    { say: '回家以后，找一幅图，说给家里人听。', show: ['summary', 2] },
    { say: '小朋友们，再见！', show: ['summary', 2] },
  ],
};
