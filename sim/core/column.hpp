#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <initializer_list>
#include <new>
#include <type_traits>
#include <utility>

#include "sim/core/table_memory.hpp"

namespace sim {

/// A growing array of plain values, as std::vector, for the tables of traces, which may hold many millions of rows: growing
/// moves pages instead of copying rows, and large tables stand in huge pages, so that a row costs little more than writing
/// it. Throws std::bad_alloc.
template <class T>
class Column {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
    static_assert(alignof(T) <= alignof(std::max_align_t));

public:
    using value_type = T;
    using iterator = T*;
    using const_iterator = const T*;

    Column() = default;
    Column(std::initializer_list<T> rows) : Column(rows.begin(), rows.size()) {}
    Column(const Column& other) : Column(other.rows_, other.size_) {}
    Column(Column&& other) noexcept { swap(other); }
    ~Column() { free_table_memory(rows_, room_); }
    Column& operator=(Column other) noexcept {
        swap(other);
        return *this;
    }
    void swap(Column& other) noexcept {
        std::swap(rows_, other.rows_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
        std::swap(room_, other.room_);
    }

    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t capacity() const { return capacity_; }
    [[nodiscard]] T* data() { return rows_; }
    [[nodiscard]] const T* data() const { return rows_; }
    [[nodiscard]] T& operator[](std::size_t i) {
        assert(i < size_);
        return rows_[i];
    }
    [[nodiscard]] const T& operator[](std::size_t i) const {
        assert(i < size_);
        return rows_[i];
    }
    [[nodiscard]] T& front() { return (*this)[0]; }
    [[nodiscard]] const T& front() const { return (*this)[0]; }
    [[nodiscard]] T& back() { return (*this)[size_ - 1]; }
    [[nodiscard]] const T& back() const { return (*this)[size_ - 1]; }
    [[nodiscard]] iterator begin() { return rows_; }
    [[nodiscard]] iterator end() { return rows_ + size_; }
    [[nodiscard]] const_iterator begin() const { return rows_; }
    [[nodiscard]] const_iterator end() const { return rows_ + size_; }

    void push_back(T row) {
        if (size_ == capacity_) [[unlikely]]
            grow(size_ + 1);
        rows_[size_++] = row;
    }
    /// `rows` further rows behind the others, from elsewhere.
    void append(const T* first, std::size_t rows) {
        if (rows > capacity_ - size_) grow(size_ + rows);
        std::copy_n(first, rows, rows_ + size_);
        size_ += rows;
    }
    /// `rows` further rows, which hold anything until they are written.
    void add_rows(std::size_t rows) {
        if (rows > capacity_ - size_) grow(size_ + rows);
        size_ += rows;
    }
    /// Room for so many further rows, at least; returns where it begins. What is written there counts once `extend` says so.
    T* make_room(std::size_t rows) {
        if (rows > capacity_ - size_) grow(size_ + rows);
        return rows_ + size_;
    }
    void extend(std::size_t rows) {
        assert(rows <= capacity_ - size_);
        size_ += rows;
    }
    void pop_back() { --size_; }
    void clear() { size_ = 0; }
    void reserve(std::size_t rows) {
        if (rows > capacity_) reallocate(rows);
    }
    /// New rows are `row`.
    void resize(std::size_t rows, T row = {}) {
        if (rows > capacity_) grow(rows);
        if (rows > size_) std::fill(rows_ + size_, rows_ + rows, row);
        size_ = rows;
    }

private:
    Column(const T* first, std::size_t rows) {
        reserve(rows);
        append(first, rows);
    }
    [[gnu::noinline]] void grow(std::size_t rows) {
        reallocate(std::max({rows, 2 * capacity_, std::size_t{16}}));
    }
    void reallocate(std::size_t rows) {
        if (rows > static_cast<std::size_t>(-1) / 2 / row_bytes) throw std::bad_alloc{};
        std::size_t bytes = rows * row_bytes;
        rows_ = static_cast<T*>(grow_table_memory(rows_, room_, bytes));
        room_ = bytes;
        capacity_ = bytes / row_bytes;
    }

    static constexpr std::size_t row_bytes = sizeof(T);  // NOLINT(bugprone-sizeof-expression)

    T* rows_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    std::size_t room_ = 0;  // in bytes
};

/// As std::erase_if.
template <class T, class Predicate>
void erase_if(Column<T>& column, Predicate is_dropped) {
    T* const last = std::remove_if(column.begin(), column.end(), is_dropped);
    column.resize(static_cast<std::size_t>(last - column.begin()));
}

}  // namespace sim
