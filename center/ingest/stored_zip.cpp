#include "center/ingest/stored_zip.h"

#include <zip.h>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <memory>
#include <set>
#include <vector>

#include "storage/formats/utf8.h"

namespace lianxiao::center {
namespace {

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

constexpr zip_uint64_t kHeadersBytes = 2 * 128;  // A member's two headers without its name, generously.
constexpr zip_uint64_t kMostMembers = 65'535;    // More need zip64, which old office programs do not read.

struct Member {
  std::string name;
  zip_uint64_t bytes = 0;
  std::uint32_t crc = 0;
  std::uint16_t method = 0, dos_time = 0, dos_date = 0;
  bool operator==(const Member&) const = default;
};

// What libzip tells of a member through its public times is local time; the raw words are what we keep.
std::uint16_t DosDate(const std::tm& time) {
  return static_cast<std::uint16_t>(((time.tm_year - 80) << 9) + ((time.tm_mon + 1) << 5) + time.tm_mday);
}
std::uint16_t DosTime(const std::tm& time) {
  return static_cast<std::uint16_t>((time.tm_hour << 11) + (time.tm_min << 5) + (time.tm_sec >> 1));
}

bool Fill(zip_t* archive, zip_uint64_t index, Member& member) {
  zip_stat_t facts;
  zip_stat_init(&facts);
  if (zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &facts) != 0) return false;
  constexpr auto kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_CRC | ZIP_STAT_MTIME |
                           ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if ((facts.valid & kNeeded) != kNeeded || facts.encryption_method != ZIP_EM_NONE) return false;
  std::tm local{};
  ::localtime_r(&facts.mtime, &local);
  member = {facts.name, facts.size, facts.crc, facts.comp_method, DosTime(local), DosDate(local)};
  return formats::IsUtf8(member.name);
}

// Empty: not a file to touch.
std::vector<Member> MembersOf(zip_t* archive) {
  const auto count = zip_get_num_entries(archive, 0);
  if (count < 1 || static_cast<zip_uint64_t>(count) > kMostMembers) return {};
  std::vector<Member> members(static_cast<std::size_t>(count));
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!Fill(archive, i, members[i]) || !names.insert(members[i].name).second) return {};
  }
  return members;
}

bool IsWorthStoring(const std::vector<Member>& members, std::int64_t most_bytes) {
  bool deflated = false;
  zip_uint64_t left = most_bytes < 0 ? 0 : static_cast<zip_uint64_t>(most_bytes);
  for (const auto& member : members) {
    const auto overhead = kHeadersBytes + 2 * member.name.size();
    if (member.bytes > left || overhead > left - member.bytes) return false;
    left -= member.bytes + overhead;
    deflated = deflated || member.method != ZIP_CM_STORE;
  }
  return deflated;
}

// Reads a member to its end and checks it: one that unpacks to more than announced fills no disk later.
bool IsWhole(zip_t* archive, zip_uint64_t index, const Member& member) {
  zip_file_t* const file = zip_fopen_index(archive, index, 0);
  if (file == nullptr) return false;
  std::vector<char> step(64 << 10);
  zip_uint64_t read = 0;
  zip_int64_t got = 0;
  while (read <= member.bytes && (got = zip_fread(file, step.data(), step.size())) > 0) {
    read += static_cast<zip_uint64_t>(got);
  }
  return zip_fclose(file) == 0 && got == 0 && read == member.bytes;
}

// With its size known beforehand: else libzip writes a zip64 header, which old office programs do not read.
bool Add(zip_t* to, zip_t* from, zip_uint64_t index, const Member& member) {
  zip_source_t* const bytes = zip_source_zip(to, from, index, 0, 0, -1);
  if (bytes == nullptr) return false;
  const auto at = zip_file_add(to, member.name.c_str(), bytes, ZIP_FL_ENC_UTF_8);
  if (at < 0) {
    zip_source_free(bytes);
    return false;
  }
  const auto added = static_cast<zip_uint64_t>(at);
  return zip_set_file_compression(to, added, ZIP_CM_STORE, 0) == 0 &&
         zip_file_set_dostime(to, added, member.dos_time, member.dos_date, 0) == 0;
}

Archive Open(const std::string& path, int flags) {
  int problem = 0;
  return Archive(zip_open(path.c_str(), flags, &problem));
}

bool HoldsTheSame(const std::string& path, std::vector<Member> members) {
  for (auto& member : members) member.method = ZIP_CM_STORE;
  const auto archive = Open(path, ZIP_RDONLY);
  return archive && MembersOf(archive.get()) == members;
}

tl::unexpected<Error> CannotWrite(const std::string& path, int error) {
  return Fail(error == ENOSPC ? ErrorCode::kNoSpace : ErrorCode::kInternal,
              "write " + path + ": libzip failed");
}

}  // namespace

Result<bool> StoreMembers(const std::string& from, const std::string& to, std::int64_t most_bytes) {
  const auto source = Open(from, ZIP_RDONLY);
  if (!source) return false;
  const auto members = MembersOf(source.get());
  if (!IsWorthStoring(members, most_bytes)) return false;

  auto target = Open(to, ZIP_CREATE | ZIP_TRUNCATE);
  if (!target) return CannotWrite(to, errno);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!IsWhole(source.get(), i, members[i]) || !Add(target.get(), source.get(), i, members[i]))
      return false;
  }
  // Only now is anything read and written. A damaged member fails here too.
  if (zip_close(target.get()) != 0) {
    zip_error_t* const error = zip_get_error(target.get());
    const bool system = zip_error_system_type(error) == ZIP_ET_SYS;
    const int code = zip_error_code_system(error);
    if (system && code != 0) return CannotWrite(to, code);
    return false;
  }
  (void)target.release();  // Closing freed it.
  if (HoldsTheSame(to, members)) return true;
  std::remove(to.c_str());
  return false;
}

}  // namespace lianxiao::center
