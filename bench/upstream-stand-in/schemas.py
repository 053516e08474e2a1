"""Shapes of the components: what a spec may hold, and what the runtime's file says about it.

Written from the description of the file format; used only to measure what such a renderer costs.
"""

import re

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_dump, validate, validates_schema

SERIALIZERS = validate.OneOf(["raw", "json", "pickle", "binary"])


def camel(name):
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)


class Shape(Schema):
    """Camel case in the resource, snake case in the file; what is not given is null."""

    class Meta:
        unknown = EXCLUDE

    def on_bind_field(self, field_name, field_obj):
        field_obj.data_key = camel(field_name)


def optional(kind, *args, **options):
    return kind(*args, load_default=None, allow_none=True, **options)


def nested(shape, **options):
    return fields.Nested(shape, load_default=None, allow_none=True, **options)


def texts():
    return fields.Dict(keys=fields.Str(), values=fields.Str(), load_default=dict)


class Code(Shape):
    entrypoint = optional(fields.Str)
    python = optional(fields.Str)


class TopicSettings(Shape):
    name = optional(fields.Str)
    key_serializer = optional(fields.Str, validate=SERIALIZERS)
    value_serializer = optional(fields.Str, validate=SERIALIZERS)
    partitions = optional(fields.Int)
    retention = optional(fields.Int)
    replicas = optional(fields.Int)
    compacting = optional(fields.Bool)
    deleting = optional(fields.Bool)
    config = optional(fields.Dict)


class InputTopic(TopicSettings):
    pattern = optional(fields.Str)

    @validates_schema
    def one_source(self, data, **_):
        if bool(data.get("name")) == bool(data.get("pattern")):
            raise ValidationError("exactly one of name and pattern")


class OutputTopic(TopicSettings):
    ack = optional(fields.Bool)
    declare = fields.Bool(load_default=False)
    pass_through = fields.Bool(load_default=False)
    name_selector = nested(Code)
    key_selector = nested(Code)
    value_selector = nested(Code)
    partition_selector = nested(Code)
    headers_selector = nested(Code)
    predicate = nested(Code)

    @validates_schema
    def one_target(self, data, **_):
        if bool(data.get("name")) == bool(data.get("name_selector")):
            raise ValidationError("exactly one of name and nameSelector")


class Channel(Shape):
    name = fields.Str(required=True)


class Take(Shape):
    max = fields.Int(required=True)
    within = fields.Str(required=True, validate=validate.Regexp(re.compile(r"^\d+[smhd]$")))


class Input(Shape):
    topic = nested(InputTopic)
    channel = nested(Channel)
    declare = optional(fields.Bool)
    take = nested(Take)


class Output(Shape):
    topics = optional(fields.List, fields.Nested(OutputTopic))


class TableReference(Shape):
    name = fields.Str(required=True)
    param_name = fields.Str(required=True, validate=str.isidentifier)


class Operation(Shape):
    name = optional(fields.Str)
    filter = nested(Code)
    map = nested(Code)
    tables = fields.List(fields.Nested(TableReference), load_default=list)
    topic_send = nested(OutputTopic)


class Processors(Shape):
    pipeline = fields.List(fields.Str(), load_default=list)
    init = nested(Code)
    operations = fields.List(fields.Nested(Operation), load_default=list)


class Component(Shape):
    name = fields.Str(required=True)
    description = optional(fields.Str)


class Agent(Component):
    isolated_partitions = optional(fields.Bool)
    input = fields.Nested(Input, allow_none=True)
    output = fields.Nested(Output, allow_none=True)
    processors = nested(Processors)


class Request(Shape):
    method = optional(fields.Str)
    path = fields.Str(required=True)


class Selector(Shape):
    on_success = nested(Code)
    on_error = nested(Code)


class Response(Shape):
    content_type = optional(fields.Str)
    status_code = optional(fields.Int)
    headers = texts()
    body_selector = nested(Selector)
    status_code_selector = nested(Selector)
    headers_selector = nested(Selector)


class WebView(Component):
    request = fields.Nested(Request, required=True)
    response = nested(Response)
    processors = nested(Processors)


class Tumbling(Shape):
    size = fields.Int(required=True)
    expires = optional(fields.Str)


class Hopping(Tumbling):
    step = fields.Int(required=True)


class Window(Shape):
    tumbling = nested(Tumbling)
    hopping = nested(Hopping)
    relative_to = optional(fields.Str)
    relative_to_field_selector = nested(Code)


class Table(Component):
    global_ = fields.Bool(load_default=False)
    default_selector = nested(Code)
    key_serializer = optional(fields.Str)
    value_serializer = optional(fields.Str)
    partitions = optional(fields.Int)
    extra_topic_configs = texts()
    options = texts()
    window = nested(Window)

    def on_bind_field(self, field_name, field_obj):
        super().on_bind_field(field_name.rstrip("_"), field_obj)


class File(Shape):
    """The file of one component: a list with one entry under the key of its kind."""

    agents = fields.List(fields.Nested(Agent))
    webviews = fields.List(fields.Nested(WebView))
    tables = fields.List(fields.Nested(Table))

    @post_dump
    def snake_case(self, data, **_):
        return snake(data)


CAPITAL = re.compile(r"([A-Z])")


def snake(value):
    if isinstance(value, dict):
        return {CAPITAL.sub(lambda found: "_" + found.group(1).lower(), key): snake(item) for key, item in value.items()}
    return [snake(item) for item in value] if isinstance(value, list) else value
