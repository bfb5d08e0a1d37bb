using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Caching;

/// <summary>A response that <c>UseResponseCaching</c> does not keep: it decides by the headers, before any callback of the response's start.</summary>
internal sealed class PrivateResponse(IHttpResponseFeature response) : IHttpResponseFeature
{
    private PrivateHeaders _headers = new(response.Headers);

    public int StatusCode
    {
        get => response.StatusCode;
        set => response.StatusCode = value;
    }

    public string? ReasonPhrase
    {
        get => response.ReasonPhrase;
        set => response.ReasonPhrase = value;
    }

    public IHeaderDictionary Headers
    {
        get => _headers;
        set
        {
            response.Headers = value;
            _headers = new PrivateHeaders(value);
        }
    }

    [Obsolete("Use IHttpResponseBodyFeature.Stream instead.")]
    public Stream Body
    {
        get => response.Body;
        set => response.Body = value;
    }

    public bool HasStarted => response.HasStarted;

    public void OnStarting(Func<object, Task> callback, object state) => response.OnStarting(callback, state);

    public void OnCompleted(Func<object, Task> callback, object state) => response.OnCompleted(callback, state);
}
