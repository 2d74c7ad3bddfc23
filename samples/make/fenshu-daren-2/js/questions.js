// SPDX-License-Identifier: Apache-2.0
// kind: color (涂色), name (选分数), same (是不是平均分), more (比大小)
var QUESTIONS = [
  { kind: 'color', shape: 'pie', n: 2, k: 1, ask: '点一点，涂出这个圆的 {1/2}', hint: '平均分成 2 份，涂 1 份。' },
  { kind: 'name', shape: 'pie', n: 4, k: 1, choices: ['1/2', '1/4', '1/3', '4/1'], ask: '涂色部分是这个圆的几分之几？', hint: '数一数：平均分成几份？涂了几份？' },
  { kind: 'same', shape: 'uneven', n: 2, k: 1, answer: false, ask: '涂色部分是 {1/2} 吗？', hint: '两份一样大吗？没有平均分，就不能说是二分之一。' },
  { kind: 'color', shape: 'bar', n: 5, k: 3, ask: '点一点，涂出这根长条的 {3/5}', hint: '五分之三，就是涂 3 份。' },
  { kind: 'more', a: [1, 2], b: [1, 4], ask: '比一比，中间填什么？', hint: '分的份数越多，每一份越小。' },
  { kind: 'name', shape: 'grid', n: 6, k: 5, choices: ['1/6', '5/6', '6/5', '1/5'], ask: '涂色部分是这块地的几分之几？', hint: '一共 6 块，涂了 5 块。' },
  { kind: 'color', shape: 'flower', n: 8, k: 3, ask: '点一点，涂出这朵花的 {3/8}', hint: '八片花瓣，涂 3 片。' },
  { kind: 'more', a: [2, 5], b: [4, 5], ask: '比一比，中间填什么？', hint: '每份一样大，份数多的就大。' },
  { kind: 'color', shape: 'grid', n: 9, k: 4, ask: '点一点，涂出这块菜地的 {4/9}', hint: '一共 9 块，涂 4 块。' },
  { kind: 'name', shape: 'pie', n: 6, k: 6, choices: ['6/6', '1/6', '5/6', '6/1'], ask: '全都涂上了，是几分之几？', hint: '平均分成 6 份，6 份都涂了，正好是 1。' }
];
