#include "base/intrusive_list.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace eddy {
namespace {

struct First;
struct Second;
struct Item : ListNode<First>, ListNode<Second> {
  explicit Item(int value) : value(value) {}
  int value;
};
using List = IntrusiveList<Item, First>;

std::vector<int> Values(List& list) {
  std::vector<int> values;
  for (Item* item = list.Front(); item != nullptr; item = list.Next(*item)) values.push_back(item->value);
  return values;
}

TEST(IntrusiveListTest, KeepsTheOrderOfInsertion) {
  List list;
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.Front(), nullptr);
  EXPECT_EQ(list.PopFront(), nullptr);
  Item a(1), b(2), c(3);
  list.PushBack(a);
  list.PushBack(b);
  list.PushBack(c);
  EXPECT_EQ(Values(list), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(list.PopFront(), &a);
  EXPECT_FALSE(a.ListNode<First>::linked());
  EXPECT_EQ(Values(list), (std::vector<int>{2, 3}));
}

TEST(IntrusiveListTest, AnElementLeavesByItselfAndByItsEnd) {
  List list;
  Item a(1), c(3);
  auto b = std::make_unique<Item>(2);
  list.PushBack(a);
  list.PushBack(*b);
  list.PushBack(c);
  a.ListNode<First>::Unlink();
  a.ListNode<First>::Unlink();
  EXPECT_EQ(Values(list), (std::vector<int>{2, 3}));
  b.reset();
  EXPECT_EQ(Values(list), (std::vector<int>{3}));
}

TEST(IntrusiveListTest, AnElementIsInOneListOfEachTag) {
  List list;
  IntrusiveList<Item, Second> other;
  Item a(1);
  list.PushBack(a);
  other.PushBack(a);
  list.PopFront();
  EXPECT_TRUE(a.ListNode<Second>::linked());
  EXPECT_EQ(other.Front(), &a);
}

TEST(IntrusiveListTest, SpliceMovesAllInOrder) {
  List list;
  List more;
  Item a(1), b(2), c(3);
  list.PushBack(a);
  more.PushBack(b);
  more.PushBack(c);
  list.Splice(more);
  list.Splice(more);
  EXPECT_TRUE(more.empty());
  EXPECT_EQ(Values(list), (std::vector<int>{1, 2, 3}));
}

TEST(IntrusiveListTest, AListThatEndsLetsItsElementsGo) {
  Item a(1);
  {
    List list;
    list.PushBack(a);
  }
  EXPECT_FALSE(a.ListNode<First>::linked());
}

}  // namespace
}  // namespace eddy
