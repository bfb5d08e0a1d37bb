using System.Text;
using CsCheck;
using LlmPolicy.Json;

namespace LlmPolicy.Tests;

/// <summary>The quick look at a token's JSON never takes what the closer one would not.</summary>
public sealed class PlainJsonTests
{
    private static readonly byte[][] Names = [[.. "a"u8], [.. "b"u8]];

    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf("{", "}", "[", "]", ",", ":", "\"", "'", "\\", " ", "\n", "null", "true", "a", "1", "-", "1e5", "1e999", "0.5"),
        Gen.OneOf("\"a\":", "\"b\":", "\"a\":1", "\"b\":{\"a\":1}", "\"\\u0061\":1", "\"\\ud800\"", "\"\\n\"", "\"\u00e9\"", "{\"a\":1}", "[{},{\"a\":{}}]", "9999999999999999999"));

    private static readonly Gen<string> Text = Piece.Array[0, 12].Select(string.Concat);

    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Text.Select(Encoding.UTF8.GetBytes),
        Text.Select(text => Encoding.UTF8.GetBytes($"{{{text}}}")),
        Text.Select(text => Encoding.Latin1.GetBytes($"{{\"a\":{text}}}")));

    [Fact]
    public void What_it_takes_is_an_object_of_RFC_8259_without_doubles_and_its_members_are_found()
    {
        int taken = 0;
        Bytes.Sample(
            bytes =>
            {
                Span<JsonSlice> quick = new JsonSlice[Names.Length];
                Span<JsonSlice> close = new JsonSlice[Names.Length];
                if (PlainJson.TryFind(bytes, Names, quick, out _))
                {
                    Interlocked.Increment(ref taken);
                    JsonMembers.Find(bytes, Names, close);
                    quick.ToArray().ShouldBe(close.ToArray());
                    TokenJson.ParseObject(bytes, out bool strict).ShouldNotBeNull();
                    strict.ShouldBeTrue(Encoding.Latin1.GetString(bytes));
                }
            },
            iter: 50_000);

        taken.ShouldBeGreaterThan(500);
    }

    [Theory]
    [AbuseCase("T11")]
    [InlineData("""{}""", true)]
    [InlineData("""{"iss":"a","llms":{"openai":["x"],"huggingface":["y","z"]},"exp":1700000000,"n":-0.5,"t":true,"v":null}""", true)]
    [InlineData("""{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}""", true)]
    [InlineData("""{"a":"b\/c\n"}""", true)]
    [InlineData("""{"a":1,"a":2}""", false)]
    [InlineData("""{"b":{"a":1,"c":{"a":1},"a":2}}""", false)]
    [InlineData("""{"a":1} """, false)]
    [InlineData("""{"a":1e5}""", false)]
    [InlineData("""[{}]""", false)]
    public void It_takes_what_nearly_every_token_holds(string json, bool taken)
    {
        PlainJson.TryFind(Encoding.UTF8.GetBytes(json), [], [], out _).ShouldBe(taken);
    }

    [Fact]
    public void Objects_of_more_names_or_levels_than_usual_are_left_to_the_closer_look()
    {
        string Object(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"n{i}\":0"))}}}";

        PlainJson.TryFind(Encoding.UTF8.GetBytes(Object(32)), [], [], out _).ShouldBeTrue();
        PlainJson.TryFind(Encoding.UTF8.GetBytes(Object(33)), [], [], out _).ShouldBeFalse();
        PlainJson.TryFind(Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', 31)}{new string(']', 31)}}}"), [], [], out _).ShouldBeTrue();
        PlainJson.TryFind(Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', 32)}{new string(']', 32)}}}"), [], [], out _).ShouldBeFalse();
    }
}
