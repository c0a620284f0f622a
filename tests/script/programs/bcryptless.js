// A package that is not there.
try {
    require('a-package-that-nobody-has');
} catch (error) {
    console.log(error.code, error.message.split('\n')[0]);
}
