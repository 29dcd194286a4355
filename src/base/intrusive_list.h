// Doubly linked lists whose links live inside their elements: membership costs no allocation and an element can leave
// without knowing which list it is in.
#pragma once
#include <cstddef>

namespace eddy {

// The links of one list membership; derive from ListNode<Tag> once per list that an object can be in. A node that is
// destroyed leaves its list. Not copyable: the neighbours hold its address.
template <typename Tag>
class ListNode {
 public:
  ListNode() = default;
  ListNode(const ListNode&) = delete;
  ListNode& operator=(const ListNode&) = delete;
  ~ListNode() { Unlink(); }

  bool linked() const { return next_ != nullptr; }

  // Leaves the list; nothing happens when the node is in none.
  void Unlink() {
    if (next_ == nullptr) return;
    prev_->next_ = next_;
    next_->prev_ = prev_;
    prev_ = next_ = nullptr;
  }

 private:
  template <typename T, typename U>
  friend class IntrusiveList;

  ListNode* prev_ = nullptr;
  ListNode* next_ = nullptr;
};

// A list of T, which derives from ListNode<Tag>. Owns none of its elements; they must leave before they are destroyed,
// which ListNode's destructor sees to. O(1) everywhere except size-like questions, which it does not answer.
template <typename T, typename Tag>
class IntrusiveList {
 public:
  using Node = ListNode<Tag>;

  IntrusiveList() { root_.prev_ = root_.next_ = &root_; }
  IntrusiveList(const IntrusiveList&) = delete;
  IntrusiveList& operator=(const IntrusiveList&) = delete;
  ~IntrusiveList() {
    while (!empty()) root_.next_->Unlink();
    root_.prev_ = root_.next_ = nullptr;
  }

  bool empty() const { return root_.next_ == &root_; }

  // Appends `element`, which must be in no list of this tag.
  void PushBack(T& element) {
    Node& node = element;
    node.prev_ = root_.prev_;
    node.next_ = &root_;
    root_.prev_->next_ = &node;
    root_.prev_ = &node;
  }

  // Puts `element`, which must be in no list of this tag, before all others.
  void PushFront(T& element) {
    Node& node = element;
    node.prev_ = &root_;
    node.next_ = root_.next_;
    root_.next_->prev_ = &node;
    root_.next_ = &node;
  }

  // The first element; null when the list is empty.
  T* Front() { return empty() ? nullptr : static_cast<T*>(root_.next_); }

  // The element after `element`; null at the end.
  T* Next(T& element) {
    Node* next = static_cast<Node&>(element).next_;
    return next == &root_ ? nullptr : static_cast<T*>(next);
  }

  // Unlinks and returns the first element; null when the list is empty.
  T* PopFront() {
    T* front = Front();
    if (front != nullptr) static_cast<Node*>(front)->Unlink();
    return front;
  }

  // Moves every element of `other` to the end of this list, in order.
  void Splice(IntrusiveList& other) {
    if (other.empty()) return;
    other.root_.next_->prev_ = root_.prev_;
    other.root_.prev_->next_ = &root_;
    root_.prev_->next_ = other.root_.next_;
    root_.prev_ = other.root_.prev_;
    other.root_.prev_ = other.root_.next_ = &other.root_;
  }

 private:
  Node root_;
};

}  // namespace eddy
