#include "storage/base/keys.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  lianxiao::fuzz::Expect(lianxiao::InitCrypto().has_value());
  return 0;
}
