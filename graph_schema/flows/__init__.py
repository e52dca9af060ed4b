"""Processes as data: one YAML table a process, one small engine (engine.py)."""

from graph_schema.flows.engine import Flow as Flow
from graph_schema.flows.engine import Transition as Transition
from graph_schema.flows.engine import load as load
from graph_schema.flows.engine import names as names
