using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCaching;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Caching;

/// <summary>
/// Keeps what was decided on out of the app's own caches, in front of the guard and behind it: they know callers apart by <c>Authorization</c>, which the
/// guard takes off, and one that stands in front would answer in the policy's place.
/// </summary>
internal sealed class OwnAnswers : IOutputCachePolicy, IPostConfigureOptions<OutputCacheOptions>
{
    /// <summary>For <c>UseResponseCaching</c> in front of whoever decides.</summary>
    public static void KeepFromCacheInFront(HttpContext context)
    {
        if (context.Features.Get<IResponseCachingFeature>() is not null
            && context.Features.Get<IHttpResponseFeature>() is { HasStarted: false } response and not PrivateResponse)
        {
            context.Features.Set<IHttpResponseFeature>(new PrivateResponse(response));
        }
    }

    /// <summary>For <c>UseResponseCaching</c> behind the guard: the directive with which a request asks not to be kept (RFC 9111, 5.2.1.5).</summary>
    public static void KeepFromCacheBehind(IHeaderDictionary request) =>
        request.CacheControl = StringValues.Concat(request.CacheControl, CacheControlHeaderValue.NoStoreString);

    public void PostConfigure(string? name, OutputCacheOptions options) => options.AddBasePolicy(this);

    /// <summary>Nothing is said here: the endpoint's own policy would have the last word.</summary>
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>By now a guard behind the cache has decided, too. What is never kept is never found.</summary>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (context.HttpContext.Features.Get<ILlmPolicyFeature>() is not null)
        {
            context.AllowCacheStorage = false;
        }

        return ValueTask.CompletedTask;
    }
}
