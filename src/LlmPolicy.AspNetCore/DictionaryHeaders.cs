using Microsoft.AspNetCore.Http;

namespace LlmPolicy;

/// <summary>The headers of a request or response of ASP.NET Core.</summary>
internal readonly struct DictionaryHeaders(IHeaderDictionary headers) : IMessageHeaders
{
    public void Remove(string name) => headers.Remove(name);

    public void Add(string name, string value) => headers.Append(name, value);
}
