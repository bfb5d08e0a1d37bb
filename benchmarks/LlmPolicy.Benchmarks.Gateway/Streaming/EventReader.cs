using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace LlmPolicy.Benchmarks.Gateway.Streaming;

/// <summary>Reads one stream, event by event.</summary>
internal static class EventReader
{
    private const string Data = "data: ";

    public static async Task<EventStream> ReadAsync(HttpClient client, Uri gateway)
    {
        using HttpRequestMessage request = LabRequest.To(gateway, LabPolicy.Token, "text/event-stream");
        long asked = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new MeasurementException($"A stream was answered {(int)response.StatusCode}.");
        }

        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());
        List<StreamedEvent> events = [];
        while (await reader.ReadLineAsync() is { } line)
        {
            long arrived = Stopwatch.GetTimestamp();
            if (line.StartsWith(Data, StringComparison.Ordinal))
            {
                events.Add(new StreamedEvent(long.Parse(line.AsSpan(Data.Length), CultureInfo.InvariantCulture), arrived));
            }
        }

        return new EventStream(asked, events);
    }
}
