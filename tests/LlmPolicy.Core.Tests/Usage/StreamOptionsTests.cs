using System.Text;
using System.Text.Json;
using LlmPolicy.Usage;

namespace LlmPolicy.Tests;

/// <summary>The body that asks for the usage of its stream, byte by byte.</summary>
public sealed class StreamOptionsTests
{
    [Theory]
    [InlineData("""{"stream":true}""", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{ "stream" : true , "n": 1.50 }""", """{ "stream" : true,"stream_options":{"include_usage":true} , "n": 1.50 }""")]
    [InlineData("""{"stream":true,"stream_options":null}""", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream":true,"stream_options":{}}""", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream_options":{ },"stream":true}""", """{"stream_options":{"include_usage":true },"stream":true}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":false}}""", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":null}}""", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":{"a":[1]} }}""", """{"stream":true,"stream_options":{"include_usage":true }}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_obfuscation":false}}""", """{"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false}}""")]
    [InlineData("""{"stream":true,"stream_options":[{"x":1}]}""", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream":true,"stream_options":"none","user":"é\u00e9"}""", """{"stream":true,"stream_options":{"include_usage":true},"user":"é\u00e9"}""")]
    [InlineData("""{"messages":[{"stream":false,"stream_options":1}],"stream":true}""", """{"messages":[{"stream":false,"stream_options":1}],"stream":true,"stream_options":{"include_usage":true}}""")]
    public void One_member_is_written_and_all_other_bytes_stay(string body, string asking)
    {
        Asking(body).ShouldBe(asking);

        JsonElement.Parse(asking).GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream_options":{"x":1,"include_usage":true},"stream":true}""")]
    [InlineData("""{"stream":false}""")]
    [InlineData("""{"stream":false,"stream_options":{"include_usage":false}}""")]
    [InlineData("""{"stream":null}""")]
    [InlineData("""{"stream":"true"}""")]
    [InlineData("""{"model":"m"}""")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("true")]
    [InlineData("""{"stream":true""")]
    [InlineData("""{"stream":true}x""")]
    [InlineData("""{"stream":true}{}""")]
    [InlineData("""{"stream":true,}""")]
    [InlineData("""{"\ud800":1,"stream":true}""")]
    [InlineData("\uFEFF{\"stream\":true}")]
    public void What_asks_already_or_for_no_stream_or_is_no_object_stays(string body) => Asking(body).ShouldBeNull();

    [Theory]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true},"stream_options":{"include_usage":false}}""")]
    [InlineData("""{"stream":true,"stream_options":null,"stream_options":null}""")]
    [InlineData("""{"stream":true,"Stream_Options":{}}""")]
    [InlineData("""{"stream":true,"stream\u005foptions":{}}""")]
    [InlineData("""{"stream":false,"stream":true}""")]
    [InlineData("""{"stream":true,"STREAM":false}""")]
    [InlineData("""{"s\u0074ream":true}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true,"include_usage":false}}""")]
    [InlineData("""{"stream":true,"stream_options":{"Include_Usage":true}}""")]
    [InlineData("""{"stream":true,"stream_options":{"include\u005fusage":true}}""")]
    public void A_member_that_is_there_twice_or_is_spelt_otherwise_has_no_one_reading(string body)
    {
        StreamOptions.Asking(Encoding.UTF8.GetBytes(body), out bool isAmbiguous).ShouldBeNull();

        isAmbiguous.ShouldBeTrue();
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_stay() => StreamOptions.Asking([.. "{\"stream\":true,\"user\":\""u8, 0xFF, .. "\"}"u8], out _).ShouldBeNull();

    [Fact]
    public void No_bytes_make_it_throw()
    {
        const int Seed = 20261129;
        Random chance = new(Seed);
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"stream\"", "\"stream_options\"", "\"include_usage\"", "true", "false", "null", "1", "\"", "\\", " ", "\u00e9"];
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, chance.Next(12)).Select(_ => pieces[chance.Next(pieces.Length)]));

            if (StreamOptions.Asking(Encoding.UTF8.GetBytes(text), out _) is { } asking)
            {
                JsonElement.Parse(asking).GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue($"{Seed}: {text}");
            }
        }
    }

    private static string? Asking(string body)
    {
        byte[]? asking = StreamOptions.Asking(Encoding.UTF8.GetBytes(body), out bool isAmbiguous);
        isAmbiguous.ShouldBeFalse();
        return asking is null ? null : Encoding.UTF8.GetString(asking);
    }
}
