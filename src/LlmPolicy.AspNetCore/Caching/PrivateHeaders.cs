using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Caching;

/// <summary>A response's headers, whose Cache-Control is private whatever is written to it.</summary>
internal sealed class PrivateHeaders : IHeaderDictionary
{
    private readonly IHeaderDictionary _headers;

    public PrivateHeaders(IHeaderDictionary headers)
    {
        _headers = headers;
        Seal();
    }

    public StringValues this[string key]
    {
        get => _headers[key];
        set
        {
            _headers[key] = value;
            SealIf(key);
        }
    }

    public long? ContentLength
    {
        get => _headers.ContentLength;
        set => _headers.ContentLength = value;
    }

    public ICollection<string> Keys => _headers.Keys;

    public ICollection<StringValues> Values => _headers.Values;

    public int Count => _headers.Count;

    public bool IsReadOnly => _headers.IsReadOnly;

    public void Add(string key, StringValues value)
    {
        // Its own value is there first.
        if (IsCacheControl(key))
        {
            this[key] = value;
        }
        else
        {
            ((ICollection<KeyValuePair<string, StringValues>>)_headers).Add(new(key, value));
        }
    }

    public void Add(KeyValuePair<string, StringValues> item) => Add(item.Key, item.Value);

    public void Clear()
    {
        _headers.Clear();
        Seal();
    }

    public bool Remove(string key)
    {
        bool removed = _headers.Remove(key);
        SealIf(key);
        return removed;
    }

    public bool Remove(KeyValuePair<string, StringValues> item)
    {
        bool removed = _headers.Remove(item);
        SealIf(item.Key);
        return removed;
    }

    public bool Contains(KeyValuePair<string, StringValues> item) => _headers.Contains(item);

    public bool ContainsKey(string key) => _headers.ContainsKey(key);

    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex) => _headers.CopyTo(array, arrayIndex);

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => _headers.GetEnumerator();

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value) => _headers.TryGetValue(key, out value);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void SealIf(string key)
    {
        if (IsCacheControl(key))
        {
            Seal();
        }
    }

    private void Seal()
    {
        if (!_headers.IsReadOnly)
        {
            _headers.CacheControl = PrivateCacheControl.Of(_headers.CacheControl);
        }
    }

    private static bool IsCacheControl(string key) => key.Equals(HeaderNames.CacheControl, StringComparison.OrdinalIgnoreCase);
}
