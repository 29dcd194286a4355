#include "engine/module_resolver.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace eddy::engine {
namespace {

using Kind = Resolution::Kind;

class ModuleResolverTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/eddy-resolver-XXXXXX";
    root_ = std::filesystem::canonical(mkdtemp(name));
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  std::string At(const std::string& path) const { return root_ + "/" + path; }
  void Write(const std::string& path, const std::string& text = "") const {
    std::filesystem::create_directories(std::filesystem::path(At(path)).parent_path());
    std::ofstream(At(path)) << text;
  }
  Resolution Require(const std::string& request) {
    return resolver_.FindFile(request, {At("node_modules")}, kExtensions, kRequire, true);
  }
  Resolution Import(const std::string& specifier) {
    return resolver_.ResolveImport(specifier, At("main.mjs"), kImport, At("main.mjs"), true);
  }

  const ModuleResolver::Names kExtensions = {".js", ".json", ".node"};
  const ModuleResolver::Names kRequire = {"node", "require"};
  const ModuleResolver::Names kImport = {"node", "import"};
  std::string root_;
  ModuleResolver resolver_{[](std::string_view id) { return id == "fs"; }};
};

TEST(JoinPathTest, ResolvesDotsAndDoubleSlashes) {
  EXPECT_EQ(JoinPath("/a/b", "../c/./d//e"), "/a/c/d/e");
  EXPECT_EQ(JoinPath("/a", "/b/../c/"), "/c");
  EXPECT_EQ(JoinPath("/", "../.."), "/");
  EXPECT_EQ(JoinPath("", "/x"), "/x");
}

TEST(FileUrlTest, GoesThereAndBack) {
  std::string path = "/a b/100%/#?/\"<`{}>\\/\xC3\xA4.mjs";
  EXPECT_EQ(PathToFileUrl("/a b#"), "file:///a%20b%23");
  EXPECT_EQ(PathToFileUrl("/a|b"), "file:///a%7Cb");
  EXPECT_EQ(FileUrlToPath(PathToFileUrl(path)), path);
  EXPECT_EQ(FileUrlToPath("file:///a?query#hash"), "/a");
  EXPECT_EQ(FileUrlToPath("file:///a%2Fb"), std::nullopt);
  EXPECT_EQ(FileUrlToPath("file://host/a"), std::nullopt);
  EXPECT_EQ(FileUrlToPath("http://x/"), std::nullopt);
}

TEST_F(ModuleResolverTest, RequireTriesExtensionsThenTheFolder) {
  Write("node_modules/a.js");
  Write("node_modules/b/index.json");
  Write("node_modules/c/package.json", R"({"main": "lib"})");
  Write("node_modules/c/lib/index.js");
  EXPECT_EQ(Require("a").text, At("node_modules/a.js"));
  EXPECT_EQ(Require("b").text, At("node_modules/b/index.json"));
  EXPECT_EQ(Require("c").text, At("node_modules/c/lib/index.js"));
  EXPECT_EQ(Require("a/").kind, Kind::kNone);
  EXPECT_EQ(Require("d").kind, Kind::kNone);
}

TEST_F(ModuleResolverTest, ConditionsAreTakenInThePackagesOrder) {
  Write("node_modules/p/package.json",
        R"({"exports": {"import": "./i.js", "require": "./r.js", "default": "./d.js"}})");
  for (const char* name : {"i", "r", "d"}) Write(std::string("node_modules/p/") + name + ".js");
  EXPECT_EQ(Require("p").text, At("node_modules/p/r.js"));
  EXPECT_EQ(Import("p").text, At("node_modules/p/i.js"));
  EXPECT_EQ(resolver_.FindFile("p", {At("node_modules")}, kExtensions, {}, true).text, At("node_modules/p/d.js"));
}

TEST_F(ModuleResolverTest, TheMostSpecificPatternWins) {
  Write("node_modules/p/package.json",
        R"({"exports": {"./*": "./all/*.js", "./x/*": "./x/*.js", "./x/secret/*": null, "./*.css": "./css/*.css"}})");
  Write("node_modules/p/all/a.js");
  Write("node_modules/p/x/b.js");
  Write("node_modules/p/css/c.css");
  EXPECT_EQ(Require("p/a").text, At("node_modules/p/all/a.js"));
  EXPECT_EQ(Require("p/x/b").text, At("node_modules/p/x/b.js"));
  EXPECT_EQ(Require("p/c.css").text, At("node_modules/p/css/c.css"));
  EXPECT_EQ(Require("p/x/secret/d").text, "ERR_PACKAGE_PATH_NOT_EXPORTED");
  EXPECT_EQ(Require("p/x/../a").text, "ERR_INVALID_MODULE_SPECIFIER");
}

TEST_F(ModuleResolverTest, TargetsStayInsideTheirPackage) {
  Write("node_modules/p/package.json",
        R"({"exports": {"./up": "../x.js", "./in": "./a/../../x.js", "./nm": "./node_modules/x.js",
            "./enc": "./%2e%2e/x.js", "./num": 5, "./first": ["../x.js", "./ok.js"]}})");
  Write("node_modules/p/ok.js");
  for (const char* name : {"up", "in", "nm", "enc", "num"}) {
    EXPECT_EQ(Require(std::string("p/") + name).text, "ERR_INVALID_PACKAGE_TARGET") << name;
  }
  EXPECT_EQ(Require("p/first").text, At("node_modules/p/ok.js"));
}

TEST_F(ModuleResolverTest, BadPackageFilesAreSaid) {
  Write("node_modules/p/package.json", "{");
  Write("node_modules/q/package.json", R"({"exports": {".": "./a.js", "b": "./b.js"}})");
  Write("node_modules/r/package.json", R"({"exports": {"0": "./a.js"}})");
  for (const char* name : {"p", "q", "r"}) EXPECT_EQ(Require(name).text, "ERR_INVALID_PACKAGE_CONFIG") << name;
}

TEST_F(ModuleResolverTest, APackageReachesItselfAndItsImports) {
  Write("package.json",
        R"({"name": "me", "exports": "./main.mjs", "imports": {"#a": "./a.js", "#p": "p", "#u": "https://x/"}})");
  Write("main.mjs");
  Write("a.js");
  Write("node_modules/p/index.js");
  EXPECT_EQ(Import("me").text, At("main.mjs"));
  EXPECT_EQ(Import("#a").text, At("a.js"));
  EXPECT_EQ(Import("#p").text, At("node_modules/p/index.js"));
  EXPECT_EQ(Import("#u").text, "ERR_INVALID_PACKAGE_TARGET");
  EXPECT_EQ(Import("#none").text, "ERR_PACKAGE_IMPORT_NOT_DEFINED");
  EXPECT_EQ(Import("fs").kind, Kind::kBuiltin);
  EXPECT_EQ(Import("me/x").text, "ERR_PACKAGE_PATH_NOT_EXPORTED");
}

TEST_F(ModuleResolverTest, ImportTakesPathsAsUrls) {
  Write("a b.mjs");
  Write("folder/index.js");
  Resolution found = Import("./a%20b.mjs?x=1#y");
  EXPECT_EQ(found.text, At("a b.mjs"));
  EXPECT_EQ(found.arguments[0], "file://" + At("a%20b.mjs?x=1#y"));
  EXPECT_EQ(Import("file://" + At("a%20b.mjs")).text, At("a b.mjs"));
  EXPECT_EQ(Import("./folder").text, "ERR_UNSUPPORTED_DIR_IMPORT");
  EXPECT_EQ(Import("./a").text, "ERR_MODULE_NOT_FOUND");
  EXPECT_EQ(Import("./x%2fy.mjs").text, "ERR_INVALID_MODULE_SPECIFIER");
  EXPECT_EQ(Import("https://x/").kind, Kind::kNone);
}

TEST_F(ModuleResolverTest, LinksAreResolvedUnlessAskedNotTo) {
  Write("node_modules/real.js");
  ASSERT_EQ(symlink(At("node_modules/real.js").c_str(), At("node_modules/link.js").c_str()), 0);
  EXPECT_EQ(Require("link").text, At("node_modules/real.js"));
  EXPECT_EQ(resolver_.FindFile("link", {At("node_modules")}, kExtensions, kRequire, false).text,
            At("node_modules/link.js"));
}

TEST_F(ModuleResolverTest, WhatTheFileSystemSaysIsKeptOnlyWithinOneTree) {
  EXPECT_EQ(Require("late").kind, Kind::kNone);
  resolver_.Begin();
  EXPECT_EQ(Require("late").kind, Kind::kNone);
  resolver_.End();
  Write("node_modules/late.js");
  EXPECT_EQ(Require("late").text, At("node_modules/late.js"));
}

}  // namespace
}  // namespace eddy::engine
