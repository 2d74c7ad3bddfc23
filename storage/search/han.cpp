#include "storage/search/han.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "storage/search/han_table.h"

namespace lianxiao::storage {
namespace {

struct Polyphone {
  char32_t character;
  std::string_view readings;  // All of them, with spaces between.
};

// Characters whose readings differ in more than the tone and that stand in titles of lessons: 音乐, 长方形,
// 银行, 重复, 三角形, 百分率, 调查, 朝花夕拾 …
constexpr Polyphone kPolyphones[] = {
    {U'万', "wan mo"},      {U'丁', "ding zheng"},  {U'乐', "le yue"},        {U'乘', "cheng sheng"},
    {U'了', "le liao"},     {U'什', "shen shi"},    {U'仇', "chou qiu"},      {U'会', "hui kuai"},
    {U'传', "chuan zhuan"}, {U'伯', "bo bai"},      {U'似', "si shi"},        {U'便', "bian pian"},
    {U'削', "xue xiao"},    {U'剥', "bo bao"},      {U'勒', "le lei"},        {U'区', "qu ou"},
    {U'匙', "chi shi"},     {U'单', "dan shan"},    {U'卡', "ka qia"},        {U'参', "can shen cen"},
    {U'召', "zhao shao"},   {U'吓', "xia he"},      {U'否', "fou pi"},        {U'呢', "ne ni"},
    {U'和', "he huo hu"},   {U'咳', "ke hai"},      {U'嚼', "jiao jue"},      {U'圈', "quan juan"},
    {U'地', "di de"},       {U'埋', "mai man"},     {U'塞', "sai se"},        {U'壳', "ke qiao"},
    {U'大', "da dai"},      {U'奇', "qi ji"},       {U'宿', "su xiu"},        {U'尾', "wei yi"},
    {U'属', "shu zhu"},     {U'差', "cha chai ci"}, {U'度', "du duo"},        {U'弄', "nong long"},
    {U'弹', "dan tan"},     {U'强', "qiang jiang"}, {U'得', "de dei"},        {U'恶', "e wu"},
    {U'折', "zhe she"},     {U'择', "ze zhai"},     {U'拓', "tuo ta"},        {U'提', "ti di"},
    {U'扎', "zha za"},      {U'曾', "ceng zeng"},   {U'朝', "chao zhao"},     {U'朴', "pu piao"},
    {U'柏', "bai bo"},      {U'查', "cha zha"},     {U'校', "xiao jiao"},     {U'模', "mo mu"},
    {U'殷', "yin yan"},     {U'没', "mei mo"},      {U'泊', "bo po"},         {U'率', "lv shuai"},
    {U'琢', "zhuo zuo"},    {U'畜', "chu xu"},      {U'的', "de di"},         {U'盖', "gai ge"},
    {U'盛', "sheng cheng"}, {U'省', "sheng xing"},  {U'着', "zhe zhao zhuo"}, {U'石', "shi dan"},
    {U'禅', "chan shan"},   {U'秘', "mi bi"},       {U'称', "cheng chen"},    {U'系', "xi ji"},
    {U'粘', "zhan nian"},   {U'给', "gei ji"},      {U'绿', "lv lu"},         {U'色', "se shai"},
    {U'落', "luo la lao"},  {U'著', "zhu zhe"},     {U'蔓', "man wan"},       {U'薄', "bo bao"},
    {U'藏', "cang zang"},   {U'蚌', "bang beng"},   {U'蛤', "ha ge"},         {U'血', "xue xie"},
    {U'行', "xing hang"},   {U'裳', "shang chang"}, {U'见', "jian xian"},     {U'觉', "jue jiao"},
    {U'角', "jiao jue"},    {U'解', "jie xie"},     {U'识', "shi zhi"},       {U'说', "shuo shui"},
    {U'调', "diao tiao"},   {U'贾', "jia gu"},      {U'车', "che ju"},        {U'还', "hai huan"},
    {U'都', "du dou"},      {U'重', "zhong chong"}, {U'长', "chang zhang"},   {U'阿', "a e"},
    {U'陆', "lu liu"},      {U'降', "jiang xiang"}, {U'露', "lu lou"},        {U'颤', "chan zhan"},
};

void AppendWords(std::vector<std::string_view>& to, std::string_view words) {
  while (!words.empty()) {
    const auto word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    if (std::find(to.begin(), to.end(), word) == to.end()) to.push_back(word);
  }
}

bool InTable(char32_t c) { return c >= han_table::kFirst && c <= han_table::kLast; }

std::unordered_map<char32_t, std::vector<std::string_view>> SeveralReadings() {
  std::unordered_map<char32_t, std::vector<std::string_view>> several;
  for (const auto& entry : kPolyphones) {
    auto& readings = several[entry.character];
    AppendWords(readings, han_table::kSyllables[han_table::kReading[entry.character - han_table::kFirst]]);
    AppendWords(readings, entry.readings);
  }
  return several;
}

std::vector<std::string_view> SortedSyllables() {
  std::vector<std::string_view> all;
  for (std::size_t i = 0; i < han_table::kSyllableCount; ++i) {
    const std::string_view syllable = han_table::kSyllables[i];
    // Sounds without a vowel ("m", "hm") are no syllables anybody types.
    if (syllable.find_first_of("aeiouv") != std::string_view::npos) all.push_back(syllable);
  }
  for (const auto& entry : kPolyphones) AppendWords(all, entry.readings);
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

char32_t Simplified(char32_t c) {
  if (!InTable(c)) return c;
  const auto simple = han_table::kSimplified[c - han_table::kFirst];
  return simple == 0 ? c : simple;
}

Readings ReadingsOf(char32_t c) {
  static const std::vector<std::string_view> kAll(han_table::kSyllables,
                                                  han_table::kSyllables + han_table::kSyllableCount);
  static const auto kSeveral = SeveralReadings();
  if (!InTable(c)) return {};
  if (const auto several = kSeveral.find(c); several != kSeveral.end()) return several->second;
  const auto& reading = kAll[han_table::kReading[c - han_table::kFirst]];
  return reading.empty() ? Readings() : Readings(&reading, 1);
}

std::span<const std::string_view> Syllables() {
  static const std::vector<std::string_view> all = SortedSyllables();
  return all;
}

std::uint64_t HanTableDigest() { return han_table::kDigest; }

}  // namespace lianxiao::storage
