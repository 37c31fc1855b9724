{
  # 1: for other machines than this one (scripts/prebuild.js): with what it needs of the C++ library inside. libgcc_s stays shared, for
  # Node needs it anyhow, and a static one asks for a newer glibc.
  "variables": { "portable%": 0 },
  "targets": [
    {
      "target_name": "rcu_bench",
      # Paths here are relative, because gyp does not quote them: a checkout may lie in a folder with spaces in its name.
      "sources": ["<!@(node ../scripts/native-units.js build/units)"],
      "include_dirs": [
        ".",
        "<!(node -p \"require('node-addon-api').include_dir\")"
      ],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_DISABLE_DEPRECATED", "NAPI_DISABLE_CPP_EXCEPTIONS"],
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++20", "-fno-rtti"],
      "cflags_cc": ["-std=c++20", "-O2", "-Wall", "-Wextra", "-Wno-cast-function-type", "-fno-exceptions"],
      # make links in native/build.
      "ldflags": ["-Wl,-z,nodelete", "-Wl,--version-script=../exports.map"],
      "conditions": [["portable==1", { "ldflags": ["-static-libstdc++", "-Wl,--gc-sections"] }]]
    }
  ]
}
