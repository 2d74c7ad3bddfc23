// The three files of an enrolment without a line.
#include "storage/formats/enrolment_files.h"

#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

namespace {

template <typename File>
bool Taken(const Result<File>& file) {
  Expect(file ||
         (file.error().code == ErrorCode::kInvalid && file.error().message.starts_with("enrol_file.")));
  return file.has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::Text(data, size);
  if (const auto code = ReadCodeFile(bytes); Taken(code)) {
    Expect(Fingerprint(code->card) == ParseEnrolmentCode(code->code)->fingerprint);
    Expect(ReadCodeFile(ToFile(*code))->code == code->code);
  }
  if (const auto request = ReadRequestFile(bytes); Taken(request)) {
    const auto again = ReadRequestFile(ToFile(*request));
    Expect(again && again->center == request->center && again->sealed == request->sealed);
  }
  if (const auto grant = ReadGrantFile(bytes); Taken(grant)) {
    const auto again = ReadGrantFile(ToFile(*grant));
    Expect(again && again->request == grant->request && again->sealed == grant->sealed);
  }
  return 0;
}
