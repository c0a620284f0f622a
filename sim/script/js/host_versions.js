'use strict';
// Versions of the Node that runs the script, whatever a script does with process.versions.

const { node, uv } = process.versions;

module.exports = { nodeMajor: Number(node.split('.')[0]), uvMinor: Number(uv.split('.')[1]) };
