using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.Manifests;

/// <summary>
/// Names a generation by what it is made of. Lines and columns count, since decisions show them, and not where
/// the files lie: the same manifests have one name in a container and on a desk. A secret's values do not, so that the name
/// tells nothing of them and a rotation is no new generation.
/// </summary>
internal sealed class GenerationHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(string text) => _hash.AppendData(Encoding.UTF8.GetBytes($"{text.Length}:{text}"));

    public void Add(ManifestNode node)
    {
        Add($"{node.Position.Line},{node.Position.Column}");
        switch (node)
        {
            case ScalarNode scalar:
                Add(scalar.Text);
                break;
            case ListNode list:
                foreach (var item in list.Items)
                {
                    Add(item);
                }

                break;
            case MapNode map:
                foreach (var (key, value) in map.Entries)
                {
                    Add(key.Text);
                    if (key.Text == "authToken" && value is MapNode token)
                    {
                        AddToken(token);
                    }
                    else
                    {
                        Add(value);
                    }
                }

                break;
        }
    }

    /// <summary>A provider's key that stands in its Upstream is as secret as one in a Secret.</summary>
    private void AddToken(MapNode token)
    {
        foreach (var (key, value) in token.Entries)
        {
            Add(key.Text);
            if (key.Text != "inline")
            {
                Add(value);
            }
        }
    }

    /// <summary>A Secret, by the names in it.</summary>
    public void AddSecret(MapNode secret)
    {
        foreach (var (key, value) in secret.Entries)
        {
            Add(key.Text);
            if (key.Text is not ("data" or "stringData"))
            {
                Add(value);
            }
            else if (value is MapNode values)
            {
                Add(string.Join(',', values.Entries.Select(e => e.Key.Text)));
            }
        }
    }

    /// <summary>Twelve hexadecimal digits.</summary>
    public string ToName() => Convert.ToHexStringLower(_hash.GetCurrentHash())[..12];

    public void Dispose() => _hash.Dispose();
}
