// SPDX-License-Identifier: Apache-2.0
// Audio resources: a poem, mental arithmetic, English words, music. Each returns its cues, for subtitles.
'use strict';
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const speech = require('./lib/speech');
const { ffmpeg, vtt } = require('./lib/video');

// items: [text, voice, pause after, options] or {wav, pause}.
const track = (items, file, work, title, artist) => {
  fs.mkdirSync(work, { recursive: true });
  const wavs = [], cues = [];
  let now = 0;
  items.forEach((item, i) => {
    const wav = path.join(work, `${i}.wav`), gap = path.join(work, `${i}.gap.wav`);
    const pause = Array.isArray(item) ? item[2] : item.pause;
    let length;
    if (Array.isArray(item)) {
      length = speech.say((item[3] && item[3].read) || item[0], item[1], wav, { raw: !!(item[3] && item[3].read), slow: (item[3] && item[3].slow) || 1 });
      cues.push({ from: now, to: now + length + Math.min(0.3, pause), text: item[0] });
    } else {
      fs.copyFileSync(item.wav, wav);
      length = speech.seconds(wav);
      if (item.text) cues.push({ from: now, to: now + length, text: item.text });
    }
    speech.silence(pause, gap);
    wavs.push(wav, gap);
    now += length + pause;
  });
  const sound = path.join(work, 'sound.wav');
  speech.join(wavs, sound);
  const tags = ['-metadata', `title=${title}`, '-metadata', `artist=${artist}`, '-fflags', '+bitexact', '-flags:a', '+bitexact'];
  if (file.endsWith('.mp3')) ffmpeg('-i', sound, '-c:a', 'libmp3lame', '-b:a', '32k', '-ac', '1', '-ar', '24000', '-id3v2_version', '3', ...tags, file);
  else ffmpeg('-i', sound, '-c:a', 'aac', '-b:a', '36k', '-ac', '1', '-ar', '32000', '-movflags', '+faststart', ...tags, file);
  return cues;
};

// Read once by the teacher, once line by line with room to repeat.
const poem = ({ title, poet, lines }, base, work) => {
  const slow = { slow: 0.82 };
  const cues = track([
    [`${title}`, 'chen', 0.5, slow], [`唐，${poet}。`, 'chen', 0.9, slow],
    ...lines.map(([text, read]) => [text, 'chen', 0.8, { ...slow, read }]),
    ['请跟老师读，一人一句。', 'chen', 0.8],
    ...lines.map(([text, read]) => [text, 'chen', 3.2, { ...slow, read }]),
  ], `${base}.m4a`, work, `《${title}》朗读`, '陈小兰');
  fs.writeFileSync(`${base}.vtt`, vtt(cues));
};

const jingyesi = { title: '静夜思', poet: '李白', lines: [
  ['床前明月光，', 'chuang2 qian2 ming2 yue4 guang1,'], ['疑是地上霜。', 'yi2 shi4 di4 shang4 shuang1.'],
  ['举头望明月，', 'ju3 tou2 wang4 ming2 yue4,'], ['低头思故乡。', 'di1 tou2 si1 gu4 xiang1.']] };
const guanquelou = { title: '登鹳雀楼', poet: '王之涣', lines: [
  ['白日依山尽，', 'bai2 ri4 yi1 shan1 jin4,'], ['黄河入海流。', 'huang2 he2 ru4 hai3 liu2.'],
  ['欲穷千里目，', 'yu4 qiong2 qian1 li3 mu4,'], ['更上一层楼。', 'geng4 shang4 yi4 ceng2 lou2.']] };

const digits = '零一二三四五六七八九'.split('');
const han = (n) => (n < 10 ? digits[n] : (n >= 20 ? digits[Math.floor(n / 10)] : '') + '十' + (n % 10 ? digits[n % 10] : ''));

const arithmetic = (file, work) => {
  const problems = [[12, 3], [18, 2], [20, 5], [24, 6], [15, 3], [36, 6], [10, 2], [16, 4], [30, 5], [28, 4]];
  track([
    ['听算练习。表内除法，共十题。准备好纸和笔。', 'chen', 1.5],
    ...problems.map(([a, b], i) => [`第${han(i + 1)}题，${han(a)}除以${han(b)}。`, 'chen', 2.6]),
    ['现在对答案。', 'chen', 0.8],
    ...problems.map(([a, b]) => [`${han(a / b)}`, 'chen', 0.45]),
    ['全对的同学，给自己画一颗星。', 'chen', 0.3],
  ], file, work, '听算练习：表内除法', '陈小兰');
};

const words = [['apple', '苹果'], ['banana', '香蕉'], ['bread', '面包'], ['milk', '牛奶'], ['noodles', '面条'], ['egg', '鸡蛋'], ['vegetables', '蔬菜'], ['soup', '汤']];
const english = (file, work) => {
  track([
    ['Food and drinks. Listen and repeat.', 'english', 1],
    ...words.flatMap(([en, zh]) => [[en, 'english', 0.6], [zh, 'chen', 0.5], [en, 'english', 1.4]]),
    ['What would you like for lunch?', 'english', 0.8], ["I'd like some noodles and an egg, please.", 'english', 0.4],
  ], file, work, 'Food and drinks 单词跟读', '何静');
};

const music = (file, work) => {
  fs.mkdirSync(work, { recursive: true });
  const play = (name, tones, length = 0.55) => {
    const wavs = tones.map((tone, i) => {
      const wav = path.join(work, `${name}${i}.tone.wav`);
      execFileSync('sox', ['-D', '-n', '-r', '44100', '-c', '1', '-b', '16', wav, 'synth', String(length), 'pluck', tone, 'fade', 't', '0.005', String(length), '0.08', 'gain', '-n', '-9']);
      return wav;
    });
    const out = path.join(work, `${name}.tune.wav`);
    speech.join(wavs, out);
    return out;
  };
  const scale = ['C4', 'D4', 'E4', 'F4', 'G4', 'A4', 'B4', 'C5'];
  track([
    ['小耳朵，真灵敏。先听音阶。', 'chen', 0.6], { wav: play('up', scale), pause: 0.5 }, { wav: play('down', scale.slice().reverse()), pause: 0.8 },
    ['第一题，后一个音是高了，还是低了？', 'chen', 0.5], { wav: play('q1', ['C4', 'G4'], 0.9), pause: 2.2 }, ['高了。', 'chen', 0.8],
    ['第二题。', 'chen', 0.4], { wav: play('q2', ['A4', 'D4'], 0.9), pause: 2.2 }, ['低了。', 'chen', 0.8],
    ['第三题。', 'chen', 0.4], { wav: play('q3', ['E4', 'E4'], 0.9), pause: 2.2 }, ['一样高。', 'chen', 0.8],
    ['跟着唱一唱。', 'chen', 0.6], { wav: play('sing', ['C4', 'D4', 'E4', 'C4', 'E4', 'G4', 'G4', 'E4', 'D4', 'C4'], 0.5), pause: 0.4 },
  ], file, work, '小耳朵听音高', '唐雨桐');
};

// Two short signals for the exercise.
const signals = (folder, work) => {
  fs.mkdirSync(work, { recursive: true });
  const make = (name, tones) => {
    const wavs = tones.map((tone, i) => {
      const wav = path.join(work, `${name}${i}.wav`);
      execFileSync('sox', ['-D', '-n', '-r', '24000', '-c', '1', '-b', '16', wav, 'synth', '0.16', 'sine', tone, 'fade', 't', '0.01', '0.16', '0.08', 'gain', '-10']);
      return wav;
    });
    const all = path.join(work, `${name}.wav`);
    speech.join(wavs, all);
    ffmpeg('-i', all, '-c:a', 'libmp3lame', '-b:a', '32k', '-write_xing', '0', '-id3v2_version', '0', '-fflags', '+bitexact', path.join(folder, `${name}.mp3`));
  };
  make('right', ['C5', 'E5', 'G5']);
  make('wrong', ['E4', 'C4']);
};

module.exports = { poem, jingyesi, guanquelou, arithmetic, english, music, signals, words };
