'use strict';
// The entry: replaces what Node's own JavaScript calls by the simulated world, before the script's first line.

const { installActiveRequests } = require('./active_requests.js');
const { installAtomics } = require('./atomics.js');
const { watchFinalizers } = require('./finalizers.js');
const { installWebAssembly } = require('./web_assembly.js');
const { installCrypto } = require('./crypto_binding.js');
const { installDirectories } = require('./fs_dir_binding.js');
const { installDns } = require('./dns_binding.js');
const { installFifoCommand } = require('./fifo_command.js');
const { installFirstUses } = require('./first_uses.js');
const { installFs } = require('./fs_binding.js');
const { installFsEvents } = require('./fs_event.js');
const { installMessages } = require('./messages.js');
const { installNativeReaders } = require('./native_readers.js');
const { installPackages } = require('./packages.js');
const { RealFolder, state: readingState } = require('./real_folder.js');
const { addSystemFiles } = require('./system_files.js');
const { installStatWatcher } = require('./stat_watcher.js');
const { installStdin } = require('./stdin.js');
const systemError = require('./system_error.js');
const { leaveStrippingOut } = require('./typescript.js');
const { installWorkingFolder } = require('./working_folder.js');
const { World } = require('./world.js');
const { installWrittenModules } = require('./written_modules.js');
const { installWrittenPackages } = require('./written_packages.js');
const { installZlib } = require('./zlib_binding.js');

module.exports = function install(host) {
    systemError.learn(host.internalBinding('uv'));
    readingState.countCode = host.countCode;
    const world = new World(host);
    const { scriptFolder: folder, scriptPath, packageRoot, root } = host.options;
    const real = new RealFolder({ folder, scriptPath, packageRoot, root });
    world.tree.mount(real, (path) => {
        if (real.isWithheld(path)) host.noteWithheld(`${path} lies outside of what a script may read (--root DIR allows more)`);
    });
    addSystemFiles(world);
    installFs(world, host.internalBinding('fs'));
    installDirectories(world, host.internalBinding('fs_dir'));
    installFsEvents(world, host.internalBinding('fs_event_wrap'));
    installCrypto(world);
    installDns(world, host.internalBinding('cares_wrap'));
    installZlib(world, host.internalBinding('zlib'));
    installStatWatcher(world, host.internalBinding('fs'));
    installAtomics(host);
    watchFinalizers(host);
    installMessages(host, host.internalBinding('messaging'));
    installWebAssembly(host);
    installNativeReaders(world);
    installStdin(world);
    installFifoCommand(world, host.internalBinding('spawn_sync'));
    installActiveRequests(world);
    installWorkingFolder(world, host.internalBinding('process_methods'));
    installPackages(world);
    installWrittenModules(world);
    installFirstUses(host);
    leaveStrippingOut(host);
    installWrittenPackages(world, modulesBinding(host));
    world.isRunning = true;
};

/** Node 18 and 20 have none: there package.json is read by other means. */
function modulesBinding(host) {
    try {
        return host.internalBinding('modules');
    } catch {
        return {};
    }
}
