using System.Runtime.InteropServices;
using LlmPolicy.Fuzzing;
using SharpFuzz;

// seeds FOLDER: writes each reader's seeds and words. READER: reads from AFL++. READER FILE...: reads these once more.
// An instrumented assembly notes each branch from its first call on: here, until AFL's own memory takes this one's place.
unsafe
{
    SharpFuzz.Common.Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(1 << 16);
}

if (args is ["seeds", var folder])
{
    foreach (var input in ReaderInput.All)
    {
        string seeds = Directory.CreateDirectory(Path.Combine(folder, input.Name)).FullName;
        foreach (var (number, seed) in input.Seeds.Index())
        {
            await File.WriteAllBytesAsync(Path.Combine(seeds, $"{number:d2}"), seed);
        }

        await File.WriteAllLinesAsync(Path.Combine(folder, $"{input.Name}.dict"), input.Words.Select(Quoted));
    }

    return 0;
}

if (args is not [var name, .. var files] || ReaderInput.All.FirstOrDefault(input => input.Name == name) is not { } reader)
{
    Console.Error.WriteLine($"Usage: seeds FOLDER | READER [FILE...]; readers: {string.Join(", ", ReaderInput.All.Select(input => input.Name))}");
    return 2;
}

if (files.Length == 0)
{
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        reader.Read(bytes.ToArray());
    });
    return 0;
}

var (broken, taken) = (0, 0);
foreach (string file in files)
{
    try
    {
        taken += reader.Read(await File.ReadAllBytesAsync(file)) ? 1 : 0;
    }
    catch (Exception e)
    {
        broken++;
        Console.WriteLine($"{Path.GetFileName(file)}: {e}");
    }
}

Console.WriteLine($"{files.Length} inputs, {taken} taken, {broken} faults");
return broken == 0 ? 0 : 1;

// AFL's dictionaries: printable characters as they are, all others, quotes and backslashes by their number.
static string Quoted(string word) => $"\"{string.Concat(System.Text.Encoding.UTF8.GetBytes(word).Select(b => b is > 31 and < 127 and not (byte)'"' and not (byte)'\\' ? $"{(char)b}" : $"\\x{b:x2}"))}\"";
