#include "tests/support/zip_members.h"

#include <zip.h>

#include <memory>
#include <stdexcept>

namespace lianxiao::test {

ZipMembers ReadZip(const std::string& path) {
  int problem = 0;
  const std::unique_ptr<zip_t, decltype(&zip_discard)> archive(
      zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &problem), &zip_discard);
  if (!archive) throw std::runtime_error(path + ": no consistent zip file");
  ZipMembers members;
  const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
  for (zip_uint64_t i = 0; i < count; ++i) {
    zip_stat_t facts;
    if (zip_stat_index(archive.get(), i, 0, &facts) != 0)
      throw std::runtime_error(path + ": a nameless member");
    std::string bytes(facts.size, '\0');
    zip_file_t* const file = zip_fopen_index(archive.get(), i, 0);
    const auto read = file == nullptr ? -1 : zip_fread(file, bytes.data(), bytes.size());
    if (file == nullptr || zip_fclose(file) != 0 || read != static_cast<zip_int64_t>(bytes.size())) {
      throw std::runtime_error(path + ": " + facts.name + " cannot be read");
    }
    members.emplace_back(facts.name, std::move(bytes));
  }
  return members;
}

}  // namespace lianxiao::test
