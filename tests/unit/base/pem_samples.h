// Public keys and signatures of other programs, to check ours against.
#pragma once

#include <string_view>

namespace lianxiao {

// Made once with Debian's python3-cryptography 38, which python-tuf signs with. The secret halves are gone.
inline constexpr std::string_view kMessage = R"({"_type":"root"})";
inline constexpr std::string_view kEcdsaKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEImHXgb/fPe4tMFrBQX+Hj0HJgTDV\n"
    "WHfompIoGEiWVx+/4bIFzMLClZDmE9YKbIYxSqSiDNDhC5z1SZ0Fl6XuhA==\n"
    "-----END PUBLIC KEY-----\n";
inline constexpr std::string_view kEcdsaSignature =
    "304602210084c8ac77e4ffcfd8c406aa763a6525b8823d0566ea1dd35751c49e36d20df34e022100af9de517658e1e92"
    "47c414106fb2bacbf0cb6a27717a50506dab6ac79d238484";
inline constexpr std::string_view kP384Key =
    "-----BEGIN PUBLIC KEY-----\n"
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEZ6XqF5YVBzLorA5lK6l91nZxI7fxcV35\n"
    "mdkT0T+5auwPYkUeLIRqJom7/xQnc5x//pTjA9dip9ZiHIuEv7nshIMNbS056a9t\n"
    "G5NOufMUvxkj6Fn4d4SuRhJIUh65cdUH\n"
    "-----END PUBLIC KEY-----\n";
inline constexpr std::string_view kP384Signature =
    "3065023100d5dc61972f538efa8982bbee7a81dc0f9d51b61d94b468acbba9c1600f878881c580f75c4d38e067a19f3e"
    "9068e2215602300e113bae0c4a9d8f39862f1ba46a1747efa1371389371ea016b4dbc84fb46b2f188913a716caddf8a3"
    "50e807544e0a54";
inline constexpr std::string_view kRsaKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtmou8A+btTNFh9CyTCLO\n"
    "E+2FvkucjC3iIo1qSFXpHlv93uO9WmBmBLwfdrSdkV4nSZ/JlROuERNetPAYrs9a\n"
    "sKXfrXMQkEY/w5+9yBurt1/0q4u8nDr0bsAk2o6eDzfdhHtKp/gasD669RsRWgq1\n"
    "65bxs33kzQ/zExdqz8AQWzBTUv80NvqPBab6HhtgGOvemp8k7UdO/rbcU9nkHYM/\n"
    "x+mFU4itKSgaYf71jC4BVF1Ijzl1YPuNp5DIzj28BeqtKdAgn2JSLV5McqkTD9K4\n"
    "ZXqW9Guo+M0+gypFGAn4y/kgNwcpkUTJNWlQ1rScsclgozMFryF8Jp0N5K4+wBK1\n"
    "UwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
inline constexpr std::string_view kPssSalt32 =
    "449b56c9022b0cfc2c659a10866db6ad1a61a57fdaf00fbf1781d2d9181ca76fa97af2aa8f94f123b7e7bbd45fd9cf61"
    "070bf105fb4c063c0e26a4434e797d3dc9b9ec1b117562352f14ac0910438c0d050c73677ec8fe74fc95c917d056d3bb"
    "f0d3e850d913d1e443ab6cc23b525b93b5e0d6b7be6740a37867589663c47a889008ad41fe1fa9c2f36b6a6e6e66e57a"
    "5ba9645f6e38808fd73f2aa1680113741d11ecdc78a63aca23887b16e6d876b93c1528ed0d4f04f8e7f9a93845c3ed43"
    "edf984f785e4a0a6b4ee000f34248744888a84fd2de5a51d134722c560d556d312d6a2245f25151a15c7269ad961038b"
    "dea329f80373cdb45ee074654a6ad7e9";
inline constexpr std::string_view kPssSaltMax =
    "07926e5d23922e1a9a2cf4e07be032ceb06af45672b796f452c24a8047b7e667ce2a81e6173c078cc70881a3b48069f9"
    "ab2cfb696fdef8625edffdf179241d17150c334ca8ddb3fc70fc763bc57fb98907fe663a330891a75b1f1340191f0ebb"
    "6bdef7e24a841b55d9948fad81973de3efa5e24761246b90937bbac07a904b51396381827a1d9da2980a68da1091e150"
    "c34aa5ea3176257f9e77e37287886c3b06b31a3edb411c51334318651794c04bbb799d060a0a217733ac0d2ffd228256"
    "16f74fc381780052028f354fc6ff2981faf6f451e740bb166d0becf1a9c6eb698f893fefab1f1e0ae01356585d25123d"
    "d49f78d3b6eb65f76b2fe32c85c4589c";
inline constexpr std::string_view kPssSha1Mask =
    "6008186b0c9034d05700fd8223582124e53cbcf51aa3fdb17dd0356e5c28e278eb8900dee0073fb663e40f21054cb06a"
    "0b268b11894b015de54985586e1e6050f8665de07cf9b4ae05f33f1788088d13e5fbcd1ce3042d1981ac23b06440ed8c"
    "e30207037bd7db5cd46585e67d6868e08a26b628500661eecf717c27b5151a0cfca29dd8a637ac1d3cc805ac44f2f9f5"
    "05c1902f6047d955ed42ee67de3809412d8efd0ea3393ce0035c356b4c4ca7fc04094b2ffaae6b35687db2d276928bdb"
    "fd45cb2e08ac44ef430e27d2be6edaf505d40793d37e213e5d038545dc52087df7a5d936d01129dba4c84bc517bb2de5"
    "4226af38890cfdfeb25ff1f9b51044ac";
inline constexpr std::string_view kPkcs1 =
    "93a2e7bd9eb9f25cd076c26691725593907f3f06463afb73d681bf76f320709b2e2f00ed2e365e66bd606891efc4c070"
    "a66d96703e4a411ed916565a5325e07994f8eec34998d3ceff59bac627e94ee05368e5fb6e937a9a4b7d8844cf6f3399"
    "d3b8c6a5d7a4c770161d625ea26a4a78ba8eba121725879472dc9a79c9c82f96897dee7283102848c879c85daa8904f0"
    "c295b4c8ee83f700ace40025b73843b7227b653a151af63c9067b7bf8d4f47a25e9124756e0b7fba6bb518d4fe4f7a4b"
    "5694047a6542197cad85a15a27c547363e81bfa99119459e9a78cf57058d180cd9e11b78e5765e415cf415c34a741308"
    "be38165e1ca276ac578720e64713f569";
inline constexpr std::string_view kShortKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCyuLfreRAOk7LevKfgBSnAFD3H\n"
    "oyGwsP2HxuTyR/wRzttAC0vOkRVjMBLjAJ7lHsWu2Jk0KiOggnmOp9i7yJvj8GMY\n"
    "qeLhV3Bq9U5t37FJ3RikWsdG2irsS2oT2GmtvTvjbFaKh9shtzshJlnAkCDtx4XB\n"
    "hFKs4U0pxZaN6wtNcwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
inline constexpr std::string_view kShortSignature =
    "685a8831f2b03c40cbca67705db093cf1607728fdfbfe6cd6252e2609b0ff55b4e59a8e923a52dcc20c47e2c948e3e52"
    "8c83938703433d54a75636956a94da2cabff422836383ad0fb49533589c10e2c2d12cbf71dce209b720a3000db07e451"
    "e617867219b96550b55c4f543ff92490b3f1221a09310f66a0b15954fc84d08b";

}  // namespace lianxiao
