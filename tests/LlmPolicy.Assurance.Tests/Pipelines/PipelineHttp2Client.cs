using System.Net;
using System.Text;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>Sends requests over HTTP/2 without asking first whether it is spoken: those that HTTP/2 can say.</summary>
internal sealed class PipelineHttp2Client(int port) : IDisposable
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    /// <summary>Sends a request and reads the answer, its body decoded. Null: the stream ended without one.</summary>
    public async Task<HttpMessage?> SendAsync(PipelineRequest request, int number)
    {
        using HttpRequestMessage message = new(new HttpMethod(request.Method), new Uri($"http://127.0.0.1:{port}{request.Target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = request.HasBody ? new ByteArrayContent(Encoding.Latin1.GetBytes(request.Body)) : null,
        };
        foreach ((string name, string value) in request.Sent(number))
        {
            _ = message.Headers.TryAddWithoutValidation(name, value) || (message.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(message, TestContext.Current.CancellationToken);
            string body = Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            HttpMessage read = new(
                $"HTTP/2 {(int)answer.StatusCode}",
                [.. from header in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated) from value in header.Value select (header.Key, value)],
                body);
            return read["content-encoding"] is ["gzip"] && body.Length > 0 ? read with { Body = PipelineClient.Unzipped(body) } : read;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();
}
