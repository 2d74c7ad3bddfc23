#include "web/classroom/pdf_files.h"

#include <chrono>
#include <filesystem>
#include <memory>

namespace lianxiao::web {
namespace {

namespace fs = std::filesystem;

std::string_view MediaType(std::string_view name) {
  return name.ends_with(".js") ? "text/javascript; charset=utf-8" : "application/octet-stream";
}

// Of a file that Debian replaces as a whole: it has another size or another time then.
std::string EtagOf(std::uintmax_t size, fs::file_time_type changed) {
  const auto ticks = std::chrono::duration_cast<std::chrono::seconds>(changed.time_since_epoch()).count();
  return std::to_string(size) + "-" + std::to_string(ticks);
}

}  // namespace

PdfFiles::PdfFiles(const PdfFolders& folders) {
  std::error_code error;
  for (const std::string name : {"pdf.js", "pdf.worker.js"}) {
    const auto path = folders.program + "/build/" + name;
    if (fs::is_regular_file(path, error)) paths_.emplace(name, path);
  }
  List("font/", folders.program + "/web/standard_fonts");
  for (fs::directory_iterator at(folders.encodings, error), end; !error && at != end; at.increment(error)) {
    List("cmap/", at->path().string());  // Adobe-GB1, Adobe-CNS1, …: their names differ.
  }
}

void PdfFiles::List(const std::string& prefix, const std::string& folder) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code unreadable;
    if (!at->is_regular_file(unreadable)) continue;
    paths_.emplace(prefix + at->path().filename().string(), at->path().string());
  }
}

Response PdfFiles::Send(std::string_view name) const {
  const auto found = paths_.find(name);
  if (found == paths_.end()) return Response::Text("", 404);
  std::error_code error;
  const auto size = fs::file_size(found->second, error);
  if (error) return Response::Text("", 404);  // Uninstalled since.
  const auto changed = fs::last_write_time(found->second, error);
  if (error) return Response::Text("", 404);
  const FileBody file{found->second, static_cast<std::int64_t>(size), EtagOf(size, changed)};
  // An update of the package reaches every browser at its next lesson; until then a look costs no bytes.
  return Response::File(file, std::string(MediaType(name))).With("Cache-Control", "no-cache");
}

void AddPdfFiles(Router& router, const PdfFolders& folders) {
  const auto files = std::make_shared<const PdfFiles>(folders);
  router.Add({.method = "GET",
              .pattern = "/pdfjs/{name...}",
              .handler = [files](const Request&, const Captures& c) { return files->Send(c.at("name")); }});
}

}  // namespace lianxiao::web
