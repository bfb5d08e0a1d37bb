using System.Reflection;

namespace LlmPolicy.Assurance.Properties;

/// <summary>What objects keep alive: found by following their fields, not by asking the garbage collector, which says something else each time.</summary>
internal sealed class Retained
{
    private static readonly Dictionary<Type, FieldInfo[]> Fields = [];

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _open = new();

    /// <summary>The bytes of texts and arrays.</summary>
    public long Bytes { get; private set; }

    /// <summary>The longest text, in bytes.</summary>
    public long Longest { get; private set; }

    /// <summary>What each thread keeps for its next request.</summary>
    public static IEnumerable<object> Spares(params Assembly[] assemblies) => assemblies.SelectMany(a => a.GetTypes()).Where(t => !t.ContainsGenericParameters)
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
        .Where(f => f.IsDefined(typeof(ThreadStaticAttribute))).Select(f => f.GetValue(null)).OfType<object>();

    /// <summary>Counts what is reached from here, and was not reached before.</summary>
    public Retained Follow(params IEnumerable<object> roots)
    {
        foreach (object root in roots)
        {
            Reach(root);
        }

        while (_open.TryPop(out object? next))
        {
            Open(next);
        }

        return this;
    }

    /// <summary>Begins to count anew; what was reached before is not reached again.</summary>
    public Retained Forget()
    {
        (Bytes, Longest) = (0, 0);
        return this;
    }

    private void Reach(object? value)
    {
        if (value is null or Type or MemberInfo or Assembly or Module or Thread or Pointer)
        {
            return;
        }

        var type = value.GetType();
        if (type.IsValueType)
        {
            if (!type.IsPrimitive && !type.IsEnum)
            {
                FollowFields(value, type);
            }
        }
        else if (_seen.Add(value))
        {
            _open.Push(value);
        }
    }

    private void Open(object value)
    {
        if (value is string text)
        {
            Count(sizeof(char) * text.Length, isText: true);
        }
        else if (value is Array array)
        {
            var element = array.GetType().GetElementType()!;
            if (element.IsPrimitive || element.IsEnum)
            {
                Count(Buffer.ByteLength(array), isText: array is char[]);
                return;
            }

            foreach (object? item in array)
            {
                Reach(item);
            }
        }
        else
        {
            FollowFields(value, value.GetType());
        }
    }

    private void FollowFields(object value, Type type)
    {
        foreach (var field in FieldsOf(type))
        {
            Reach(field.GetValue(value));
        }
    }

    private void Count(long bytes, bool isText)
    {
        Bytes += bytes;
        Longest = isText ? Math.Max(Longest, bytes) : Longest;
    }

    private static FieldInfo[] FieldsOf(Type type)
    {
        lock (Fields)
        {
            if (!Fields.TryGetValue(type, out var fields))
            {
                List<FieldInfo> all = [];
                for (var each = type; each is not null; each = each.BaseType)
                {
                    all.AddRange(each.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
                        .Where(f => !f.FieldType.IsPrimitive && !f.FieldType.IsEnum && !f.FieldType.IsPointer && !f.FieldType.IsByRefLike));
                }

                Fields[type] = fields = [.. all];
            }

            return fields;
        }
    }
}
