// An async function runs synchronously up to its first await
//
// What happens: "inside" comes before "outside", "later" after it.
// Why: await is where the function gives up control, even if there is nothing to wait for.
// Rules: R3.7

const work = async () => {
    console.log('inside');
    await null;
    console.log('later');
};
work().then(() => console.log('done'));
console.log('outside');

// expect:
//   inside
//   outside
//   later
//   done
