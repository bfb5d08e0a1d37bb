using System.Text;

namespace LlmPolicy.Tests;

/// <summary>What bytes are, by the bytes: JSON, lines of it, events.</summary>
public sealed class AnswerFormTests
{
    private const string Report = """{"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}""";

    [Theory]
    [InlineData("data: {R}\n\ndata: [DONE]\n\n")]
    [InlineData("data: {R}\r\n\r\ndata: [DONE]\r\n\r\n")]
    [InlineData("data: {R}\r\rdata: [DONE]\r\r")]
    [InlineData("data:{R}\n\n")]
    [InlineData("data:{R}")]
    [InlineData("data:  {R}\n\n")]
    [InlineData("\uFEFFdata: {R}\n\n")]
    [InlineData("\n\ndata: {R}\n\n")]
    [InlineData(": a comment\n\ndata: {R}\n\n")]
    [InlineData(":\ndata: {R}\n:\n\n")]
    [InlineData("event: message\ndata: {R}\n\n")]
    [InlineData("event:message\r\nid:1\r\ndata:{R}\r\nretry: 5\r\n\r\n")]
    [InlineData("id: 7\nevent\ndata\ndata: {R}\n\n")]
    [InlineData("data: {\ndata: \"usage\":\ndata: {\"prompt_tokens\":5,\r\ndata:\"completion_tokens\":6}\rdata: }\n\n")]
    [InlineData("data: {broken\n\ndata: {R}\n\n")]
    [InlineData("data: {\"a\":\n\ndata: {R}\n\n")]
    [InlineData("data: plain text\n\ndata: {R}\n\n")]
    [InlineData("nonsense\ndata: {R}\n\n")]
    [InlineData("{R}")]
    [InlineData(" \r\n\t{R}")]
    [InlineData("\uFEFF{R}")]
    [InlineData("[{R}]")]
    [InlineData("[{},\r\n{R}\r\n,{}]")]
    [InlineData("{}\n{R}\n")]
    [InlineData("{}\r\n{R}\r\n{}")]
    [InlineData("{}{R}{}")]
    [InlineData("{broken\n{R}\n")]
    public void A_report_is_found_in_every_form(string form)
    {
        byte[] body = Encoding.UTF8.GetBytes(form.Replace("{R}", Report, StringComparison.Ordinal));
        HeaderField type = new("content-type", "text/event-stream");

        Reading.Of(body, 200, type).Total.ShouldBe(11);
        Reading.InPieces(body, 1, 200, type).Total.ShouldBe(11);
        for (int at = 0; at <= body.Length; at++)
        {
            Reading.Split(body, at, 200, type).Total.ShouldBe(11);
        }
    }

    [Theory]
    [InlineData("datax: {R}\n\n")]
    [InlineData("dat: {R}\n\n")]
    [InlineData("Data: {R}\n\n")]
    [InlineData(": data: {R}\n\n")]
    [InlineData("event: data: {R}\n\n")]
    [InlineData("data: \"{R}\"\n\n")]
    [InlineData("data: [{R}]\n\n")]
    [InlineData("data: {\n\ndata: \"usage\":{\"prompt_tokens\":5,\"completion_tokens\":6}}\n\n")]
    public void What_is_no_data_of_an_event_is_not_read(string form)
    {
        byte[] body = Encoding.UTF8.GetBytes(": \n" + form.Replace("{R}", Report, StringComparison.Ordinal));

        Reading.Of(body).Source.ShouldBe(LlmUsageSource.Missing);
        Reading.InPieces(body, 1).Source.ShouldBe(LlmUsageSource.Missing);
    }

    [Theory]
    [InlineData("application/json", "data: {R}\n\n")]
    [InlineData("text/event-stream", "{R}")]
    [InlineData("application/vnd.amazon.eventstream", "{R}")]
    [InlineData("", "{R}")]
    [InlineData("image/png", "{R}")]
    public void The_bytes_decide_and_not_the_content_type(string type, string form)
    {
        Reading.Of(form.Replace("{R}", Report, StringComparison.Ordinal), 200, new HeaderField("content-type", type)).Total.ShouldBe(11);
    }

    [Theory]
    [InlineData("\u0089PNG\r\n{R}")]
    [InlineData("<html>{R}</html>")]
    [InlineData("--boundary\r\n\r\n{R}\r\n--boundary--")]
    public void Anything_else_says_nothing(string form)
    {
        Reading.Of(form.Replace("{R}", Report, StringComparison.Ordinal), 200, new HeaderField("content-type", "application/json")).Source.ShouldBe(LlmUsageSource.Missing);
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"{\"usage\":{\"prompt_tokens\":99}}"}}]}""")]
    [InlineData("""{"choices":[{"usage":{"prompt_tokens":99}}]}""")]
    [InlineData("""{"choices":[{"message":{"provider_metadata":{"usageMetadata":{"promptTokenCount":99}}}}]}""")]
    [InlineData("""[[{"choices":{"usage":{"prompt_tokens":99}}}]]""")]
    public void Counts_that_stand_elsewhere_are_the_models_own_words(string answer)
    {
        Reading.Of(answer).Source.ShouldBe(LlmUsageSource.Missing);
    }

    [Fact]
    public void Names_may_be_escaped_and_said_twice()
    {
        Reading.Of("""{"us\u0061ge":{"prompt_tokens":1,"prompt_tokens":5,"completion\u005ftokens":6}}""").Total.ShouldBe(11);
    }

    [Theory]
    [InlineData("\"\\ud800\":1")]
    [InlineData("\"model\":\"\\ud800\"")]
    [InlineData("\"type\":\"\\udc00\"")]
    [InlineData("\"response\":{\"id\":\"\\ud800\"}")]
    [InlineData("\"choices\":[{\"delta\":{\"content\":\"\\ud800\"}}]")]
    public void Half_a_surrogate_spoils_nothing(string member)
    {
        Reading.Of($"{{{member},{Report[1..]}").ShouldSatisfyAllConditions(u => u.Total.ShouldBe(11), u => u.Model.ShouldBeNull());
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_spoil_nothing()
    {
        byte[] body = [.. "{\"model\":\""u8, 0xFF, 0xC0, .. "\",\""u8, 0x80, .. "\":1,"u8, .. Encoding.UTF8.GetBytes(Report[1..])];

        Reading.Of(body).Total.ShouldBe(11);
    }

    [Fact]
    [AbuseCase("B3")]
    public void A_long_answer_costs_no_memory()
    {
        byte[] start = Encoding.UTF8.GetBytes("""{"data":[{"b64_json":" """);
        byte[] middle = Encoding.UTF8.GetBytes("\",\"text\":\"x\"}],\"choices\":[{\"message\":{\"content\":\" ");
        byte[] end = Encoding.UTF8.GetBytes("""
            "}}],"padding":[
            """ + string.Concat(Enumerable.Repeat(" 1,\n", 1000)) + "0]," + Report[1..]);
        byte[] piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("AAAA\\n/+\\u00e9", 512)));
        using LlmUsageReader reader = new(new(200, []));
        reader.Read("{}"u8);

        long before = GC.GetAllocatedBytesForCurrentThread();
        reader.Read(start);
        for (int i = 0; i < 1000; i++)
        {
            reader.Read(piece);
        }

        reader.Read(middle);
        for (int i = 0; i < 1000; i++)
        {
            reader.Read(piece);
        }

        reader.Read(end);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        var usage = reader.Complete(LlmAnswerEnd.Whole);
        (piece.Length * 2000).ShouldBeGreaterThan(10 * 1024 * 1024);
        allocated.ShouldBeLessThan(64 * 1024);
        usage.Total.ShouldBe(11);
        usage.TextBytes.ShouldBe(1 + (1000L * 512 * 9));
    }

    [Fact]
    public void Text_of_a_string_that_breaks_off_has_passed()
    {
        using LlmUsageReader reader = new(new(200, []));
        reader.Read(Encoding.UTF8.GetBytes("""{"choices":[{"message":{"content":" """[..^1]));
        reader.Read(Encoding.UTF8.GetBytes(new string('x', 20_000)));

        reader.Complete(LlmAnswerEnd.UpstreamBroke).TextBytes.ShouldBe(20_000);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(8192)]
    [InlineData(9000)]
    [InlineData(70_000)]
    public void Long_names_strings_and_white_space_are_passed_over(int length)
    {
        string x = new('x', length);
        byte[] body = Encoding.UTF8.GetBytes($$"""{"{{x}}":"{{x}}\"\\","usage" {{new string(' ', length)}}:{"prompt_tokens":{{new string('\n', length)}}5,"completion_tokens":6},"a":["{{x}}" , "{{x}}"]}""");

        foreach (int size in new[] { 1, 100, 5000, int.MaxValue })
        {
            Reading.InPieces(body, size).Total.ShouldBe(11, $"pieces of {size}");
        }
    }

    [Theory]
    [InlineData("\t")]
    [InlineData("\\x")]
    [InlineData("\\u12g4")]
    [InlineData("\n\",")]
    public void A_long_string_that_is_none_is_no_JSON(string fault)
    {
        string x = new('x', 9000);
        byte[] body = Encoding.UTF8.GetBytes($"{{\"a\":\"{x}{x}{fault}{x}\",{Report[1..]}\n{Report.Replace("5", "6", StringComparison.Ordinal)}");

        foreach (int size in new[] { 1, 100, 5000, int.MaxValue })
        {
            Reading.InPieces(body, size).Input.ShouldBe(6, $"pieces of {size}");
        }

        foreach (int size in new[] { 1, 100, 5000, int.MaxValue })
        {
            Reading.InPieces(body[..^(Report.Length + 1)], size).Source.ShouldBe(LlmUsageSource.Missing, $"pieces of {size}");
        }
    }

    [Fact]
    public void After_many_documents_that_are_no_JSON_no_more_are_read()
    {
        Reading.Of(string.Concat(Enumerable.Repeat("data: {broken\n\n", 10)) + $"data: {Report}\n\n").Total.ShouldBe(11);
        Reading.Of(string.Concat(Enumerable.Repeat("data: {broken\n\n", 1000)) + $"data: {Report}\n\n").Source.ShouldBe(LlmUsageSource.Missing);
    }
}
