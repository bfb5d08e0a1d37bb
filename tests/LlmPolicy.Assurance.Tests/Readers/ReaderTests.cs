using LlmPolicy.Assurance.Properties;
using LlmPolicy.Fuzzing;

namespace LlmPolicy.Assurance.Readers;

/// <summary>What readers are given by strangers: what they promise of anything (<see cref="ReaderInput"/>) holds of good inputs, and of what differs from them by a byte.</summary>
public sealed class ReaderTests
{
    public static TheoryData<string> Readers => [.. ReaderInput.All.Select(reader => reader.Name)];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Good_inputs_are_taken(string name)
    {
        var reader = Reader(name);

        reader.Seeds.Count(reader.Read).ShouldBeGreaterThanOrEqualTo(reader.Seeds.Count() / 2);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void What_is_changed_cut_or_put_together_keeps_each_promise(string name)
    {
        var reader = Reader(name);
        byte[][] seeds = [.. reader.Seeds];
        byte[][] words = [.. reader.Words.Select(System.Text.Encoding.UTF8.GetBytes)];
        Random random = new(20);

        for (int i = 0; i < Cases.Of(2_000); i++)
        {
            byte[] input = Changed([.. seeds[random.Next(seeds.Length)]], random, seeds, words);
            Record.Exception(() => { reader.Read(input); }).ShouldBeNull($"{name}: {Convert.ToBase64String(input)}");
        }
    }

    private static ReaderInput Reader(string name) => ReaderInput.All.Single(reader => reader.Name == name);

    private static byte[] Changed(byte[] input, Random random, byte[][] seeds, byte[][] words)
    {
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            int at = random.Next(input.Length + 1);
            int to = random.Next(at, input.Length + 1);
            byte[] other = seeds[random.Next(seeds.Length)];
            input = random.Next(6) switch
            {
                0 => [.. input[..at], (byte)random.Next(256), .. input[Math.Min(at + 1, input.Length)..]],
                1 => [.. input[..at], .. words[random.Next(words.Length)], .. input[at..]],
                2 => [.. input[..at], .. input[to..]],
                3 => input[..at],
                4 => [.. input[..to], .. input[at..]],
                _ => [.. input[..at], .. other[random.Next(other.Length)..]],
            };
        }

        return input;
    }
}
