using System.Buffers;
using System.Text;
using LlmPolicy.Metering;

namespace LlmPolicy.AspNetCore.Tests.Metering;

/// <summary>The chunk that is taken out of a stream, byte by byte.</summary>
public sealed class AddedUsageFilterTests
{
    public static TheoryData<string> LineEnds => ["\n", "\r\n", "\r"];

    [Theory]
    [MemberData(nameof(LineEnds))]
    public void It_is_taken_out_with_its_line_ends_wherever_the_stream_is_split(string end)
    {
        byte[] whole = Bytes(ChatEvents.Whole, end);
        string shown = ChatEvents.Shown.ReplaceLineEndings(end);

        for (int at = 0; at <= whole.Length; at++)
        {
            Filtered([whole[..at], whole[at..]]).ShouldBe(shown, $"split at {at}");
        }

        Filtered(whole.Select(b => new[] { b })).ShouldBe(shown);
    }

    [Theory]
    [MemberData(nameof(LineEnds))]
    public void An_event_goes_on_as_soon_as_its_blank_line_is_there(string end)
    {
        AddedUsageFilter filter = new(() => AddedUsageFilter.IsFor(Events()));
        byte[] first = Bytes("data: {\"choices\":[{\"delta\":{\"content\":\"usage\"}}]}\n\n", end);
        ArrayBufferWriter<byte> output = new();

        filter.OnBytes(first, output);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(Encoding.UTF8.GetString(first));
    }

    [Theory]
    [InlineData("data: {\"usage\":{\"total_tokens\":1},\"choices\":[]}\n\n")]
    [InlineData("data:{\"choices\":[],\"usage\":{}}\n\n")]
    [InlineData("event: x\nid: 1\ndata: {\"choices\":[],\ndata: \"usage\":{}}\n\n")]
    [InlineData("data: {\"choices\":null,\"usage\":{}}\n\n")]
    [InlineData("data: {\"usage\":{}}\n\n")]
    [InlineData("data: {\"choices\":[],\"usage\":{}}")]
    public void An_event_with_usage_and_no_choices_is_the_one(string added) => Filtered([Encoding.UTF8.GetBytes(added)]).ShouldBeEmpty();

    [Theory]
    [InlineData("data: {\"choices\":[],\"usage\":null}\n\n")]
    [InlineData("data: {\"choices\":[],\"prompt_filter_results\":[{\"usage\":1}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"total_tokens\":1}}\n\n")]
    [InlineData("data: {\"error\":{\"message\":\"no\"},\"usage\":{}}\n\n")]
    [InlineData("data: {\"choices\":[],\"usage\":{}\n\n")]
    [InlineData("data: {\"choices\":[],\"usage\":{}}{}\n\n")]
    [InlineData("data: [{\"choices\":[],\"usage\":{}}]\n\n")]
    [InlineData(": {\"choices\":[],\"usage\":{}}\n\n")]
    [InlineData("datum: {\"choices\":[],\"usage\":{}}\n\n")]
    [InlineData("data: [DONE]\n\n")]
    [InlineData("\n\n\r\n\r")]
    [InlineData("data: cut")]
    public void Any_other_event_stays(string other)
    {
        Filtered([Encoding.UTF8.GetBytes(other)]).ShouldBe(other);
        Filtered(Encoding.UTF8.GetBytes(other).Select(b => new[] { b })).ShouldBe(other);
    }

    [Fact]
    public void A_long_event_is_not_held()
    {
        string start = $"data: {{\"choices\":[],\"usage\":{{\"x\":\"{new string('x', 20_000)}";
        AddedUsageFilter filter = new(() => AddedUsageFilter.IsFor(Events()));
        ArrayBufferWriter<byte> output = new();

        filter.OnBytes(Encoding.UTF8.GetBytes(start), output);

        output.WrittenCount.ShouldBe(start.Length);
        filter.OnBytes("\"}}\n\n"u8, output);
        filter.OnBytes(Encoding.UTF8.GetBytes(ChatEvents.UsageChunk), output);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(start + "\"}}\n\n");
    }

    [Theory]
    [InlineData("application/json", null)]
    [InlineData(null, null)]
    [InlineData("text/event-stream", "gzip")]
    public void Nothing_is_taken_out_of_what_is_no_stream_of_events_or_is_compressed(string? type, string? coding)
    {
        var response = new DefaultHttpContext().Response;
        (response.ContentType, response.Headers.ContentEncoding) = (type, coding);

        Filtered([Encoding.UTF8.GetBytes(ChatEvents.Whole)], response).ShouldBe(ChatEvents.Whole);
    }

    private static HttpResponse Events()
    {
        var response = new DefaultHttpContext().Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        return response;
    }

    private static byte[] Bytes(string text, string lineEnd) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings(lineEnd));

    private static string Filtered(IEnumerable<byte[]> pieces, HttpResponse? response = null)
    {
        AddedUsageFilter filter = new(() => AddedUsageFilter.IsFor(response ?? Events()));
        ArrayBufferWriter<byte> output = new();
        foreach (byte[] piece in pieces)
        {
            filter.OnBytes(piece, output);
        }

        filter.OnEnd(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
