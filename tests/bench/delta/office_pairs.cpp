#include "tests/bench/delta/office_pairs.h"

#include <zip.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>
#include <vector>

namespace lianxiao::bench {
namespace {

namespace fs = std::filesystem;
using Members = std::vector<std::pair<std::string, std::string>>;  // Name, bytes.

constexpr int kSlides = 30;

std::string Read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

void Write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

// Deflated, as office programs and browsers' "save as" do.
void WriteZip(const fs::path& path, const Members& members, unsigned level) {
  fs::create_directories(path.parent_path());
  int problem = 0;
  auto* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &problem);
  for (const auto& [name, bytes] : members) {
    const auto at = static_cast<zip_uint64_t>(zip_file_add(
        archive, name.c_str(), zip_source_buffer(archive, bytes.data(), bytes.size(), 0), ZIP_FL_ENC_UTF_8));
    zip_set_file_compression(archive, at, ZIP_CM_DEFLATE, level);
    zip_file_set_dostime(archive, at, 0x6000, 0x5b76, 0);
  }
  if (zip_close(archive) != 0) throw std::runtime_error("cannot write " + path.string());
}

std::string Number(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

std::string Slide(int n, const std::string& title) {
  std::string slide =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><p:sld><p:cSld><p:spTree><a:t>" + title + "</a:t>";
  for (int line = 0; line < 40; ++line) {
    slide += "<p:sp><a:off x=\"" + std::to_string(n * 1'013 + line * 127) + "\"/><a:t>例 " +
             std::to_string(line) + "：" + std::to_string(n * 17 + line) + " 除以 " +
             std::to_string(line + 2) + "</a:t></p:sp>";
  }
  return slide + "</p:spTree></p:cSld></p:sld>";
}

Members Deck(const std::string& folder) {
  Members deck = {
      {"[Content_Types].xml", "<Types><Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/></Types>"}};
  for (int n = 1; n <= kSlides; ++n) {
    deck.emplace_back("ppt/slides/slide" + std::to_string(n) + ".xml", Slide(n, "分数的初步认识"));
  }
  for (int n = 1; n <= kSlides; ++n) {
    deck.emplace_back("ppt/media/image" + std::to_string(n) + ".jpeg",
                      Read(folder + "/picture" + Number(n) + ".jpg"));
  }
  return deck;
}

void MakeDecks(const std::string& folder) {
  const auto old_deck = Deck(folder);
  const auto pair = [&](const std::string& name, const Members& next) {
    WriteZip(folder + "/" + name + "/old", old_deck, 6);
    WriteZip(folder + "/" + name + "/new", next, 6);
  };
  auto changed = old_deck;
  changed[8].second = Slide(8, "分数的初步认识（第二课时）");
  pair("deck-slide-changed", changed);
  auto inserted = old_deck;
  inserted.insert(inserted.begin() + 11, {"ppt/slides/slide31.xml", Slide(31, "课堂练习")});
  pair("deck-slide-inserted", inserted);
  auto replaced = old_deck;
  replaced[kSlides + 5].second = Read(folder + "/picture17.jpg");
  pair("deck-picture-replaced", replaced);
}

// Pages that are pictures, as a scanner writes them.
std::string ScannedPdf(const std::vector<std::string>& pictures) {
  std::string pdf = "%PDF-1.4\n";
  std::vector<std::size_t> places;
  const auto add = [&](const std::string& body) {
    places.push_back(pdf.size());
    pdf += std::to_string(places.size()) + " 0 obj\n" + body + "\nendobj\n";
  };
  std::string kids;
  for (std::size_t i = 0; i < pictures.size(); ++i) kids += std::to_string(3 + i * 2) + " 0 R ";
  add("<< /Type /Catalog /Pages 2 0 R >>");
  add("<< /Type /Pages /Count " + std::to_string(pictures.size()) + " /Kids [" + kids + "] >>");
  for (const auto& picture : pictures) {
    const auto next = std::to_string(places.size() + 2);
    add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 960 540] /Resources << /XObject << /P " + next +
        " 0 R >> >> >>");
    add("<< /Type /XObject /Subtype /Image /Width 960 /Height 540 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        "/Filter /DCTDecode /Length " +
        std::to_string(picture.size()) + " >>\nstream\n" + picture + "\nendstream");
  }
  const auto table = pdf.size();
  pdf += "xref\n0 " + std::to_string(places.size() + 1) + "\n0000000000 65535 f \n";
  for (const auto place : places) {
    const auto digits = std::to_string(place);
    pdf += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  return pdf + "trailer\n<< /Root 1 0 R >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

void MakeScan(const std::string& folder) {
  std::vector<std::string> pictures;
  for (int n = 1; n < kSlides; ++n) pictures.push_back(Read(folder + "/picture" + Number(n) + ".jpg"));
  Write(folder + "/scan-page-changed/old", ScannedPdf(pictures));
  pictures[12] = Read(folder + "/picture" + Number(kSlides) + ".jpg");
  Write(folder + "/scan-page-changed/new", ScannedPdf(pictures));
}

Members MembersIn(const fs::path& tree) {
  Members members;
  for (const auto& entry : fs::recursive_directory_iterator(tree)) {
    if (entry.is_regular_file())
      members.emplace_back(fs::relative(entry.path(), tree).string(), Read(entry.path()));
  }
  std::ranges::sort(members);
  return members;
}

constexpr std::size_t kMostZippedBytes = 64 << 20;  // Larger sets of pages nobody mails around as a zip file.

std::size_t BytesOf(const Members& members) {
  std::size_t bytes = 0;
  for (const auto& [name, content] : members) bytes += content.size();
  return bytes;
}

void ZipPackages(const std::string& folder) {
  std::vector<fs::path> packages;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with("package-")) packages.push_back(entry.path());
  }
  for (const auto& package : packages) {
    auto members = MembersIn(package / "old");
    if (BytesOf(members) > kMostZippedBytes) continue;
    const auto zipped = folder + "/zipped-" + package.filename().string().substr(8);
    WriteZip(zipped + "/old", members, 6);
    WriteZip(zipped + "/new", MembersIn(package / "new"), 9);
    if (package.filename() != "package-reveal.js") continue;
    // Nothing new in it: only packed by another program, in another order.
    const auto again = folder + "/zipped-again";
    WriteZip(again + "/old", members, 6);
    std::ranges::reverse(members);
    WriteZip(again + "/new", members, 9);
  }
}

}  // namespace

void MakeOfficePairs(const std::string& folder) {
  MakeDecks(folder);
  MakeScan(folder);
  ZipPackages(folder);
}

}  // namespace lianxiao::bench
