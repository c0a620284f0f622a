'use strict';
// A program's source as the parser that comes with Node sees it.

const { internal } = require('./node_internals.js');

const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'StaticBlock']);

let known = { source: undefined, tree: undefined };

/** Throws if Node's parser does not know its language. Programs ask about one source after another. */
function parse(source) {
    if (known.source !== source) known = { source, tree: parseAnew(source) };
    return known.tree;
}

function parseAnew(source) {
    const { parse: acorn } = internal('internal/deps/acorn/acorn/dist/acorn');
    const options = { ecmaVersion: 'latest', allowHashBang: true, allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true };
    try {
        return acorn(source, { ...options, sourceType: 'script' });
    } catch {
        return acorn(source, { ...options, sourceType: 'module' });
    }
}

const isNode = (value) => typeof value === 'object' && value !== null && typeof value.type === 'string';

function childrenOf(node) {
    const children = [];
    for (const key of Object.keys(node)) {
        for (const value of Array.isArray(node[key]) ? node[key] : [node[key]]) if (isNode(value)) children.push(value);
    }
    return children;
}

/** Calls `visit(node, path)` for a node and what is in it; not for what is in functions there unless `within`. `path`: from outside in. */
function walk(node, visit, { within = false, path = [] } = {}) {
    visit(node, path);
    const inner = [...path, node];
    for (const child of childrenOf(node)) if (within || !functions.has(child.type)) walk(child, visit, { within, path: inner });
}

let lines = { source: undefined, starts: [] };

function startsOfLines(source) {
    const starts = [0];
    for (let end = source.indexOf('\n'); end !== -1; end = source.indexOf('\n', end + 1)) starts.push(end + 1);
    return starts;
}

/** Of a line and column from 1. */
function offsetOf(source, line, column) {
    if (lines.source !== source) lines = { source, starts: startsOfLines(source) };
    return lines.starts[line - 1] + column - 1;
}

module.exports = { functions, isNode, offsetOf, parse, walk };
