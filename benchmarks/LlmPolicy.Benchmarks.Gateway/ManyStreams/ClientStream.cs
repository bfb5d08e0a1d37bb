using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using LlmPolicy.Benchmarks.Gateway.Streaming;

namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>A stream as the client has it: read in the background, from its first chunk to its end.</summary>
internal sealed class ClientStream
{
    /// <summary>With so many chunks, what a stream takes has been taken.</summary>
    private const int SettledWords = 3;

    private readonly List<StreamedEvent> _words = [];
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _ended;

    private ClientStream(HttpClient client, Uri gateway) => _ended = ReadAsync(client, gateway);

    /// <summary>Sends the request and waits for the first chunk.</summary>
    /// <exception cref="MeasurementException">The answer is none, or ended.</exception>
    public static async Task<ClientStream> OpenAsync(HttpClient client, Uri gateway)
    {
        ClientStream stream = new(client, gateway);
        await Task.WhenAny(stream._begun.Task, stream._ended).Unwrap();
        return stream;
    }

    /// <summary>Waits for the third chunk.</summary>
    /// <exception cref="MeasurementException">The stream was cut.</exception>
    public Task SettleAsync() => Task.WhenAny(_settled.Task, _ended).Unwrap();

    /// <summary>Waits for the end.</summary>
    /// <returns>All words.</returns>
    /// <exception cref="MeasurementException">The stream was cut: it ended without usage or <c>[DONE]</c>.</exception>
    public async Task<IReadOnlyList<StreamedEvent>> EndAsync()
    {
        await _ended;
        return _words;
    }

    private async Task ReadAsync(HttpClient client, Uri gateway)
    {
        using HttpRequestMessage request = LabRequest.To(gateway, LabPolicy.Token, "text/event-stream");
        request.Content = new StringContent(StreamedChat.Request, new MediaTypeHeaderValue(StreamedChat.ContentType));
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new MeasurementException($"A stream was answered {(int)response.StatusCode}.");
        }

        bool usage = false;
        bool done = false;
        await foreach (SseItem<ChatPart> item in SseParser.Create(await response.Content.ReadAsStreamAsync(), StreamedChat.Read).EnumerateAsync())
        {
            switch (item.Data.Kind)
            {
                case ChatPartKind.Word:
                    _words.Add(new StreamedEvent(item.Data.Written, item.Data.Arrived));
                    _begun.TrySetResult();
                    if (_words.Count == SettledWords)
                    {
                        _settled.SetResult();
                    }

                    break;
                case ChatPartKind.Usage:
                    usage = true;
                    break;
                default:
                    done = true;
                    break;
            }
        }

        if (!usage || !done)
        {
            throw new MeasurementException($"A stream was cut after {_words.Count} chunks.");
        }
    }
}
