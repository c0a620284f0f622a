// Which of Node's public modules are loaded before the first line: what the first require() of another one does is the program's.
const { builtinModules } = process.mainModule.constructor;

console.log(builtinModules.filter((name) => process.moduleLoadList.includes(`NativeModule ${name}`)).join(' '));
