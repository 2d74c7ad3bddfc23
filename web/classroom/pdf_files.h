// What a browser needs to draw PDF pages itself: Mozilla's pdf.js, and how Chinese, Japanese and Korean fonts
// are encoded, both as Debian installs them (libjs-pdf, poppler-data). Where they are not installed the
// addresses are 404s, and pages fall back to the browser's own PDF program.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "web/http/http.h"

namespace lianxiao::web {

struct PdfFolders {
  std::string program = "/usr/share/javascript/pdf";
  std::string encodings = "/usr/share/poppler/cMap";
};

// Which files may be asked for and where they lie, listed once: no address ever becomes a path. Plain value.
class PdfFiles {
 public:
  explicit PdfFiles(const PdfFolders& folders);

  // "pdf.js", "pdf.worker.js", "cmap/UniGB-UCS2-H", "font/FoxitSans.pfb". 404 for everything else.
  Response Send(std::string_view name) const;
  bool Has(std::string_view name) const { return paths_.contains(name); }

 private:
  void List(const std::string& prefix, const std::string& folder);

  std::map<std::string, std::string, std::less<>> paths_;  // By name.
};

// GET /pdfjs/{name...}
void AddPdfFiles(Router& router, const PdfFolders& folders);

}  // namespace lianxiao::web
