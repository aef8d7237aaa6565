using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads <c>date</c>: a form, or a form and a window.</summary>
internal sealed class DateReader(YamlMap field)
{
    /// <summary>The form where none is written.</summary>
    public const string Usual = "YYYY-MM-DD";

    private const int MostDays = 36_500;

    /// <summary>Reads it.</summary>
    public IEnumerable<FieldRule> Read() =>
        field.Either<DateRule>("date", static scalar => new DateRule(Form(scalar)), ReadLong) is { } rule ? [rule] : [];

    private static DateFormat Form(YamlScalar scalar) => DateFormat.Parse(Scalars.Text(scalar));

    private static DateRule? ReadLong(YamlMap map)
    {
        DateFormat? form = map.Optional<DateFormat?>("format", Form, DateFormat.Parse(Usual));
        int? fromDays = Days(map, "from_days"),
            toDays = Days(map, "to_days");
        DateOnly? from = Day(map, "from"),
            to = Day(map, "to");
        if (fromDays > toDays)
        {
            map.Refuse("from_days", "it is later than 'to_days'", "Exchange them; days before today are negative.");
        }

        if (from > to)
        {
            map.Refuse("from", "it is later than 'to'", "Exchange them.");
        }

        DateRule? rule = form is null
            ? null
            : new DateRule(form)
            {
                FromDays = fromDays,
                ToDays = toDays,
                From = from,
                To = to,
                Broken = BrokenVerdict.Read(map),
            };
        map.RefuseUnknownKeys();
        return rule;
    }

    private static int? Days(YamlMap map, string key) =>
        map.Optional<int?>(key, static scalar => Scalars.Integer(-MostDays, MostDays)(scalar), null);

    private static DateOnly? Day(YamlMap map, string key) => map.Optional<DateOnly?>(key, static scalar => Scalars.Day(scalar), null);
}
