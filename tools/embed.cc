// Embeds lib/ in the binary: writes an assembly file that includes every source, and the table of them.
//   embed OUT.S DIR[:DIR...] FILE...      each FILE below one of the folders; the rest of its path is the module's id
// Refuses a file that is not ASCII: sources become one-byte strings that V8 reads in place.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: embed OUT.S DIR[:DIR...] FILE...\n");
    return 2;
  }
  std::vector<std::string> roots;
  for (std::string rest = argv[2]; !rest.empty();) {
    size_t colon = rest.find(':');
    roots.push_back(rest.substr(0, colon) + "/");
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  struct Entry {
    std::string id, path;
  };
  std::vector<Entry> entries;
  for (int i = 3; i < argc; i++) {
    std::string path = argv[i];
    auto root = std::find_if(roots.begin(), roots.end(), [&](const std::string& r) { return path.rfind(r, 0) == 0; });
    if (root == roots.end()) {
      fprintf(stderr, "%s: in none of %s\n", path.c_str(), argv[2]);
      return 1;
    }
    std::string id = path.substr(root->size());
    id.resize(id.size() - 3);  // ".js"
    entries.push_back({id, path});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });

  std::ofstream out(argv[1]);
  out << ".section .rodata\n";
  for (size_t i = 0; i < entries.size(); i++) {
    std::ifstream file(entries[i].path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), {});
    int line = 1;
    for (unsigned char c : text) {
      if (c == '\n') line++;
      if (c < 0x80) continue;
      fprintf(stderr, "%s:%d: not ASCII\n", entries[i].path.c_str(), line);
      return 1;
    }
    out << ".balign 8\ntext" << i << ": .incbin \"" << entries[i].path << "\"\nend" << i << ": .byte 0\n";
    out << "id" << i << ": .asciz \"" << entries[i].id << "\"\n";
  }
  out << ".section .data.rel.ro, \"aw\"\n.balign 8\n.globl eddy_builtin_sources\neddy_builtin_sources:\n";
  for (size_t i = 0; i < entries.size(); i++) {
    out << ".quad id" << i << "\n.quad text" << i << "\n.quad end" << i << " - text" << i << "\n";
  }
  out << ".section .rodata\n.balign 8\n.globl eddy_builtin_count\neddy_builtin_count: .quad " << entries.size() << "\n";
  out << ".section .note.GNU-stack,\"\",@progbits\n";
  return out.good() ? 0 : 1;
}
