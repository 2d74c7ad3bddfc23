// SPDX-License-Identifier: Apache-2.0
// Sentences to sound: Chinese text -> pinyin with tones -> espeak-ng -> sox. Returns the length in seconds.
'use strict';
const { execFileSync } = require('child_process');
const { pinyin, customPinyin } = require('pinyin-pro');

// Where the dictionary's first guess is not what a teacher says.
customPinyin({
  '几分之一': 'jǐ fēn zhī yī', '二分之一': 'èr fēn zhī yī', '四分之一': 'sì fēn zhī yī', '分得': 'fēn de', '蒸发得': 'zhēng fā de',
  '说得真': 'shuō de zhēn', '水蒸气': 'shuǐ zhēng qì', '拔萝卜': 'bá luó bo', '晾': 'liàng', '空气里': 'kōng qì li', '铺得': 'pū de', '几个': 'jǐ ge',
  '地上': 'dì shàng', '干得': 'gān de', '谁': 'shéi', '朋友': 'péng you', '时候': 'shí hou', '早上': 'zǎo shang', '上面': 'shàng mian', '下面': 'xià mian', '月饼': 'yuè bing', '看看': 'kàn kan',
  '家里': 'jiā li', '菜地里': 'cài dì li', '晒了': 'shài le', '个': 'ge', '看不见': 'kàn bu jiàn',
});

// espeak-ng reads syllables such as "lü4"; text between punctuation becomes one phrase.
const toPinyin = (text) => text.split(/([，。！？：；、,.!?…]+)/).map((part) => {
  if (!part || /^[，。！？：；、,.!?…]+$/.test(part)) return part ? ({ '，': ',', '、': ',', '：': ',', '；': ',', '。': '.', '！': '.', '？': '?' }[part[0]] || '.') : '';
  const syllables = pinyin(part.replace(/[《》“”]/g, ''), { toneType: 'num', type: 'array', toneSandhi: true, v: false, nonZh: 'consecutive' });
  return syllables.map((s) => s.trim()).filter(Boolean).map((s) => s.replace(/0$/, '5')).join(' ');
}).join(' ').replace(/\s+/g, ' ').trim();

const voices = {
  // Rates are slow on purpose: a class must follow.
  zhou: ['-v', 'cmn-latn-pinyin', '-s', '168', '-p', '46', '-g', '1'],
  li: ['-v', 'cmn-latn-pinyin+f2', '-s', '174', '-p', '58', '-g', '1'],
  zhao: ['-v', 'cmn-latn-pinyin+m3', '-s', '168', '-p', '50', '-g', '1'],
  chen: ['-v', 'cmn-latn-pinyin+f5', '-s', '145', '-p', '52', '-g', '2'],
  english: ['-v', 'en-gb', '-s', '125', '-p', '52', '-g', '2'],
};

const seconds = (wav) => parseFloat(execFileSync('soxi', ['-D', wav]).toString());

// sox runs without dither (-D), which is random: the same words are the same bytes.
// Takes away the hiss and boom of the synthesiser, evens the level, trims the silence at both ends.
const say = (text, voice, wav, { raw = false, slow = 1 } = {}) => {
  const words = raw || voice === 'english' ? text : toPinyin(text);
  const args = voices[voice].slice();
  if (slow !== 1) args[args.indexOf('-s') + 1] = String(Math.round(args[args.indexOf('-s') + 1] * slow));
  execFileSync('espeak-ng', [...args, '-w', `${wav}.raw.wav`, words]);
  execFileSync('sox', ['-D', `${wav}.raw.wav`, '-r', '44100', '-c', '1', '-b', '16', wav,
    'gain', '-14', 'highpass', '90', 'lowpass', '7000', 'equalizer', '3000', '1.2q', '2.5', 'compand', '0.02,0.15', '6:-60,-50,-30,-18,-12,-8,0,-4',
    'silence', '1', '0.02', '0.3%', 'reverse', 'silence', '1', '0.02', '0.3%', 'reverse', 'gain', '-n', '-4']);
  return seconds(wav);
};

const silence = (length, wav) => execFileSync('sox', ['-D', '-n', '-r', '44100', '-c', '1', '-b', '16', wav, 'trim', '0', String(length)]);
const join = (wavs, out) => execFileSync('sox', ['-D', ...wavs, out]);

module.exports = { say, silence, join, seconds, toPinyin };
